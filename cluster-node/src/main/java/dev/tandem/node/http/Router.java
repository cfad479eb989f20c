package dev.tandem.node.http;

import dev.tandem.node.health.Health;
import dev.tandem.node.http.HttpDoors.Refusal;
import dev.tandem.node.http.HttpDoors.Wish;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/// From paths to answers. Paths under `/api/v1` are a promise to those who script against them.
final class Router {
  private final Health health;
  private final Metrics metrics;
  private final HttpDoors doors;

  Router(Health health, Metrics metrics, HttpDoors doors) {
    this.health = health;
    this.metrics = metrics;
    this.doors = doors;
  }

  CompletionStage<HttpResponse> route(HttpRequest request) {
    String path = request.getUri().path();
    return switch (path) {
      case "/health/live" -> get(request, () -> now(answer(health.live())));
      case "/health/startup" -> get(request, () -> now(answer(health.startup())));
      case "/health/ready" -> get(request, () -> now(answer(health.ready())));
      case "/metrics" -> get(request, () -> now(scrape()));
      case "/api/v1/nodes" ->
          get(request, () -> doors.nodes().thenApply(all -> Json.of(200, Map.of("nodes", all))));
      case "/api/v1/records" -> get(request, () -> records(request.getUri().query()));
      case "/api/v1/registrations" -> get(request, () -> registrations(request.getUri().query()));
      case "/api/v1/sessions" -> get(request, () -> sessions(request.getUri().query()));
      default ->
          path.startsWith("/api/v1/nodes/") && path.endsWith("/drain")
              ? drain(request, path)
              : path.startsWith("/api/v1/sessions/")
                  ? session(request, path)
                  : path.startsWith("/api/v1/registrations/")
                      ? registration(request, path)
                      : nowhere();
    };
  }

  private CompletionStage<HttpResponse> drain(HttpRequest request, String path) {
    String node = path.substring("/api/v1/nodes/".length(), path.length() - "/drain".length());
    if (!request.method().equals(HttpMethods.POST)) {
      return now(Json.of(Problem.wrongMethod(request.method().name(), "POST")));
    }
    boolean force = request.getUri().query().get("force").filter("true"::equals).isPresent();
    return doors
        .drain(node, force)
        .thenApply(leaving ->
            switch (leaving) {
              case LEAVES -> Json.of(202, Map.of("node", node, "status", "leaving"));
              case UNKNOWN ->
                  Json.of(Problem.notFound("no node " + node + "; GET /api/v1/nodes lists them"));
              case LAST ->
                  Json.of(
                      Problem.conflict(
                          "no other node has all roles of "
                              + node
                              + ": its calls would end. Add one, or say --force (?force=true)"));
            });
  }

  private CompletionStage<HttpResponse> records(Query query) {
    return switch (RecordQueries.parse(query.toMultiMap())) {
      case RecordQueries.Wrong(var problem) -> now(Json.of(problem));
      case RecordQueries.Right(long after, int limit, int wait) ->
          doors
              .records(after, limit, wait)
              .thenApply(page -> Json.of(200, Map.of("records", page)));
    };
  }

  private CompletionStage<HttpResponse> registrations(Query query) {
    return switch (RegistrationQueries.parse(query.toMultiMap())) {
      case RegistrationQueries.Wrong(var problem) -> now(Json.of(problem));
      case RegistrationQueries.Right(int limit, var after) ->
          doors.registrations(limit, after).thenApply(page -> Json.of(200, page));
    };
  }

  private CompletionStage<HttpResponse> registration(HttpRequest request, String path) {
    String text = path.substring("/api/v1/registrations/".length());
    return AddressOfRecord.of(text)
        .map(address ->
            get(
                request,
                () ->
                    doors
                        .registration(address)
                        .thenApply(found ->
                            found
                                .map(view -> Json.of(200, view))
                                .orElseGet(() ->
                                    Json.of(
                                        Problem.notFound(
                                            "nothing is registered for " + address))))))
        .orElseGet(() ->
            now(Json.of(Problem.badRequest("address", "an address is like alice@example.com"))));
  }

  private CompletionStage<HttpResponse> sessions(Query query) {
    return switch (SessionQueries.parse(query.toMultiMap())) {
      case SessionQueries.Wrong(var problem) -> now(Json.of(problem));
      case SessionQueries.Right(var sought) ->
          doors.sessions(sought).thenApply(page -> Json.of(200, page));
    };
  }

  private CompletionStage<HttpResponse> session(HttpRequest request, String path) {
    String[] parts = path.substring("/api/v1/sessions/".length()).split("/", 2);
    String text = parts[0];
    if (!SessionId.isValid(text)) {
      return now(Json.of(Problem.badRequest("id", "a session id is like 42-9k3vq0x2ma7b")));
    }
    var id = new SessionId(text);
    if (parts.length == 2) {
      return act(request, id, parts[1]);
    }
    if (request.method().equals(HttpMethods.DELETE)) {
      return doors.terminate(id).thenApply(done -> answer(id, done));
    }
    return get(
        request, "GET and DELETE", () -> doors.session(id).thenApply(found -> answer(id, found)));
  }

  private CompletionStage<HttpResponse> act(HttpRequest request, SessionId id, String what) {
    Wish wish =
        switch (what) {
          case "hold" -> Wish.HOLD;
          case "resume" -> Wish.RESUME;
          default -> null;
        };
    if (wish == null) {
      return now(Json.of(Problem.notFound("a session has hold and resume, not " + what)));
    }
    if (!request.method().equals(HttpMethods.POST)) {
      return now(Json.of(Problem.wrongMethod(request.method().name(), "POST")));
    }
    return doors.act(id, wish).thenApply(Router::answer);
  }

  private static HttpResponse answer(@Nullable Refusal refusal) {
    if (refusal == null) {
      return HttpResponse.create().withStatus(204);
    }
    return Json.of(
        switch (refusal.kind()) {
          case NOT_FOUND -> Problem.notFound(refusal.detail());
          case INVALID_STATE, NOT_ACCEPTABLE, DIFFERENT_MEDIA_NODES ->
              Problem.conflict(refusal.detail());
          case INVALID_URI -> Problem.badRequest("uri", refusal.detail());
          case RESOURCE_EXHAUSTED, DRAINING, UNAVAILABLE -> Problem.unavailable(refusal.detail());
        });
  }

  private static HttpResponse answer(SessionId id, Optional<SessionView> found) {
    return found.map(view -> Json.of(200, view)).orElseGet(() -> Json.of(unknown(id)));
  }

  private static HttpResponse answer(SessionId id, HttpDoors.Termination done) {
    return switch (done) {
      case ENDING -> HttpResponse.create().withStatus(202);
      case ENDED -> HttpResponse.create().withStatus(204);
      case UNKNOWN -> Json.of(unknown(id));
    };
  }

  private static HttpResponse answer(Health.Answer answer) {
    return Json.of(
        answer.well() ? 200 : 503,
        Map.of("status", answer.well() ? "ok" : "not ok", "reasons", answer.reasons()));
  }

  private HttpResponse scrape() {
    var type = MediaTypes.TEXT_PLAIN.toContentType(HttpCharsets.UTF_8);
    byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
    return HttpResponse.create().withEntity(HttpEntities.create(type, text));
  }

  private static Problem unknown(SessionId id) {
    return Problem.notFound("no session " + id);
  }

  private static CompletionStage<HttpResponse> nowhere() {
    return now(Json.of(Problem.notFound("nothing here; try /health/ready or /api/v1/sessions")));
  }

  private static CompletionStage<HttpResponse> get(
      HttpRequest request, Supplier<CompletionStage<HttpResponse>> answer) {
    return get(request, "GET", answer);
  }

  private static CompletionStage<HttpResponse> get(
      HttpRequest request, String allowed, Supplier<CompletionStage<HttpResponse>> answer) {
    var method = request.method();
    return method.equals(HttpMethods.GET) || method.equals(HttpMethods.HEAD)
        ? answer.get()
        : now(Json.of(Problem.wrongMethod(method.name(), allowed)));
  }

  private static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
