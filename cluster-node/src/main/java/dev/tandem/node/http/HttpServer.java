package dev.tandem.node.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.api.SessionException;
import dev.tandem.node.config.LocalAddress;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.health.Health;
import dev.tandem.node.metrics.Metrics;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ParserSettings;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's HTTP interface, bound until [#stop].
public final class HttpServer {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int MAX_URI = 2_048;
  private static final int MAX_HEADERS = 64;
  private static final int MAX_HEADER_BYTES = 4_096;
  private static final Pattern PEER_AGREES =
      Pattern.compile("(/api/v1/sessions/[^/]+)/(hold|resume|media)");
  private static final Duration BIND_LIMIT = Duration.ofSeconds(10);

  /// What strangers send is answered, not logged: a flood must not become a log flood.
  private static final Config QUIET =
      ConfigFactory.parseString(
          "pekko.http.server.parsing { error-logging-verbosity = off, illegal-header-warnings = off }");

  private final ServerBinding binding;
  private final Router router;

  private HttpServer(ServerBinding binding, Router router) {
    this.binding = binding;
    this.router = router;
  }

  /// Blocks until the port is bound.
  ///
  /// @throws StartupFailure when it cannot be
  public static HttpServer start(
      ActorSystem<?> system,
      HttpSettings settings,
      Health health,
      Metrics metrics,
      HttpDoors doors) {
    var router = new Router(health, metrics, doors, system, settings.requestTimeout());
    Function<HttpRequest, CompletionStage<HttpResponse>> handler =
        request -> guarded(system, router, settings, request);
    CompletionStage<ServerBinding> bound =
        Http.get(system)
            .newServerAt(settings.bind(), settings.port())
            .withSettings(limits(system, settings))
            .bind(handler);
    try {
      return new HttpServer(
          bound.toCompletableFuture().orTimeout(BIND_LIMIT.toSeconds(), TimeUnit.SECONDS).join(),
          router);
    } catch (CompletionException e) {
      throw new StartupFailure(
          "cannot listen for HTTP on %s:%d: %s (tandem.http.port, --http-port)"
              .formatted(settings.bind(), settings.port(), reason(e)),
          e);
    }
  }

  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /// Every method and path there is, as `GET /metrics`; a word in capitals stands for a name.
  List<String> paths() {
    return router.paths();
  }

  /// Answers what has been asked, for at most `limit`, then closes every connection.
  public CompletionStage<Done> stop(Duration limit) {
    return binding.terminate(limit).thenApply(_ -> Done.getInstance());
  }

  private static CompletionStage<HttpResponse> guarded(
      ActorSystem<?> system, Router router, HttpSettings settings, HttpRequest request) {
    boolean ours = isForUs(settings, request);
    if (!ours || !(Texts.reads(request) || OwnSubscriptions.reads(request))) {
      request.discardEntityBytes(system); // an unread body stalls the connection
    }
    if (!ours) {
      return CompletableFuture.completedFuture(
          Json.of(new Problem(403, "Forbidden", "this interface is for this machine", "Host")));
    }
    CompletableFuture<HttpResponse> answer;
    try {
      answer = router.route(request).toCompletableFuture().copy();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .orTimeout(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> unanswered(request, failure));
  }

  /// On loopback a foreign Host means that a web page somewhere has pointed its own name at us, to
  /// let its visitor's browser hang up our calls.
  private static boolean isForUs(HttpSettings settings, HttpRequest request) {
    String host = request.getUri().getHost().address();
    return !LocalAddress.isLoopback(settings.bind()) || LocalAddress.isLoopback(host);
  }

  private static HttpResponse unanswered(HttpRequest request, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    LOG.debug("{} not answered", request.getUri().path(), cause);
    return Json.of(
        Problem.unavailable(
            cause instanceof TimeoutException
                ? late(request.getUri().path())
                : "the cluster could not answer: "
                    + (cause instanceof SessionException
                        ? cause.getMessage()
                        : cause.getClass().getSimpleName())));
  }

  /// A wish that the peer has to agree to waits for the peer, not for the cluster.
  private static String late(String path) {
    Matcher asked = PEER_AGREES.matcher(path);
    return asked.matches()
        ? "the peer has not agreed in time: it has not answered, or it refuses for now (491) and is"
            + " asked again; GET "
            + asked.group(1)
            + " tells what has come of it"
        : "the cluster did not answer in time";
  }

  private static ServerSettings limits(ActorSystem<?> system, HttpSettings settings) {
    ServerSettings base = ServerSettings.create(QUIET.withFallback(system.settings().config()));
    ParserSettings parser =
        base.getParserSettings()
            .withMaxUriLength(MAX_URI)
            .withMaxHeaderCount(MAX_HEADERS)
            .withMaxHeaderValueLength(MAX_HEADER_BYTES)
            .withMaxContentLength(settings.maxBodyBytes());
    // One second later than ours, so that a late answer is our JSON and not the library's text.
    var requestLimit =
        scala.concurrent.duration.Duration.fromNanos(
            settings.requestTimeout().plusSeconds(1).toNanos());
    return base.withParserSettings(parser)
        .withMaxConnections(settings.maxConnections())
        .withTimeouts(
            base.getTimeouts()
                .withIdleTimeout(
                    scala.concurrent.duration.Duration.fromNanos(settings.idleTimeout().toNanos()))
                .withRequestTimeout(requestLimit));
  }

  /// The innermost cause says `Address already in use`; the outer ones name classes.
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
