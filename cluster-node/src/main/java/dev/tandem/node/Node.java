package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.cli.RunningNode;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.health.Health;
import dev.tandem.node.http.HttpDoors;
import dev.tandem.node.http.HttpServer;
import dev.tandem.node.http.HttpSettings;
import dev.tandem.node.http.NodeView;
import dev.tandem.node.http.SessionView;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.protocol.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// All parts of one node, wired.
final class Node implements RunningNode {
  private final NodeSettings settings;
  private final Health health = new Health();
  private final Metrics metrics = new Metrics();
  private final ActorSystem<Void> system;
  private final HttpServer http;

  private Node(Config config) {
    settings = NodeSettings.from(config);
    system = ActorSystem.create(Behaviors.empty(), "tandem", config);
    try {
      http = HttpServer.start(system, HttpSettings.from(config), health, metrics, new Doors());
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
    health.markStarted();
  }

  static Node start(Config config) {
    return new Node(config);
  }

  @Override
  public List<String> listeners() {
    var address = http.address();
    return List.of("http " + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  @Override
  public boolean ready() {
    return health.ready().well();
  }

  @Override
  public void drainAndStop(Duration limit) {
    health.markDraining();
    http.stop(Duration.ofSeconds(1)).toCompletableFuture().join();
    close();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @Override
  public CompletionStage<Done> terminated() {
    return system.getWhenTerminated();
  }

  @Override
  public void close() {
    system.terminate();
    metrics.close();
  }

  /// A node without sessions.
  private final class Doors implements HttpDoors {
    @Override
    public CompletionStage<SessionPage> sessions(SessionQuery query) {
      return CompletableFuture.completedFuture(new SessionPage(List.of(), null));
    }

    @Override
    public CompletionStage<Optional<SessionView>> session(SessionId id) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public CompletionStage<Termination> terminate(SessionId id) {
      return CompletableFuture.completedFuture(Termination.UNKNOWN);
    }

    @Override
    public CompletionStage<List<NodeView>> nodes() {
      List<String> roles = settings.roles().stream().map(role -> role.word()).sorted().toList();
      return CompletableFuture.completedFuture(
          List.of(new NodeView("127.0.0.1:0", roles, "Up", null, null, null, null, null, false)));
    }
  }
}
