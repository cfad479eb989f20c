package dev.tandem.node;

import dev.tandem.node.health.Health;
import dev.tandem.node.http.HttpServer;
import dev.tandem.node.http.HttpSettings;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.metrics.Metrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a node tells over HTTP, and who listens to it.
final class HttpPart {
  private final Health health = new Health();
  private final Metrics metrics = new Metrics();
  private final HttpServer server;

  private HttpPart(Ground ground, HttpAnswers answers) {
    server =
        HttpServer.start(
            ground.system(), HttpSettings.from(ground.config()), health, metrics, answers);
  }

  static HttpPart start(Ground ground, CallPart calls, @Nullable KeptCalls kept) {
    return new HttpPart(
        ground,
        new HttpAnswers(
            new CallsSeen(calls.asks()),
            new CallOrders(calls.asks(), calls.sounds(), calls.devices()),
            new Nodes(ground.system(), ground.placement()),
            kept == null ? null : kept.feed(),
            calls.tables(),
            calls.registrations(),
            calls.trunks().book(),
            calls.outside()));
  }

  /// What has to be well for calls to come.
  void require(Ground ground, LinkPart links) {
    health.require("cluster", ground.membership()::problem);
    health.require("majority", () -> Optional.ofNullable(links.links().problem()));
    Journal kept = ground.journal();
    if (kept != null) {
      health.require(
          "journal", () -> kept.isAway() ? Optional.of("the database is away") : Optional.empty());
    }
    health.require(
        "media",
        () ->
            ground.placement().view().nodes().values().stream().anyMatch(it -> it.media() != null)
                ? Optional.empty()
                : Optional.of("no media node in the cluster"));
  }

  Health health() {
    return health;
  }

  Metrics metrics() {
    return metrics;
  }

  String address() {
    InetSocketAddress address = server.address();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  void stop(Duration grace) {
    server.stop(grace).toCompletableFuture().join();
  }
}
