package dev.tandem.node.http;

import dev.tandem.node.health.Health;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.protocol.AddressOfRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// From paths to answers. Paths under `/api/v1` are a promise to those who script against them.
final class Router {
  private final Health health;
  private final Metrics metrics;
  private final HttpDoors doors;
  private final List<Endpoint> endpoints;

  /// @param limit what a request may take
  Router(Health health, Metrics metrics, HttpDoors doors, ActorSystem<?> system, Duration limit) {
    this.health = health;
    this.metrics = metrics;
    this.doors = doors;
    var all = new ArrayList<>(endpoints(system, limit));
    all.addAll(new SessionPaths(doors).endpoints());
    this.endpoints = List.copyOf(all);
  }

  private List<Endpoint> endpoints(ActorSystem<?> system, Duration limit) {
    return List.of(
        Endpoint.get("/health/live", (_, _) -> now(answer(health.live()))),
        Endpoint.get("/health/startup", (_, _) -> now(answer(health.startup()))),
        Endpoint.get("/health/ready", (_, _) -> now(answer(health.ready()))),
        Endpoint.get("/metrics", (_, _) -> now(scrape())),
        Endpoint.get("/api/v1/nodes", (_, _) -> list("nodes", doors.nodes())),
        Endpoint.post("/api/v1/nodes/HOST:PORT/drain", this::drain),
        Endpoint.get("/api/v1/records", (request, _) -> records(request.getUri().query())),
        Endpoint.get(
            "/api/v1/registrations", (request, _) -> registrations(request.getUri().query())),
        Endpoint.get("/api/v1/registrations/ADDRESS", (_, address) -> registration(address)),
        Endpoint.get("/api/v1/tables", (_, _) -> list("tables", doors.tables(false))),
        Endpoint.post("/api/v1/tables/reload", (_, _) -> list("tables", doors.tables(true))),
        Endpoint.get("/api/v1/trunks", (_, _) -> list("trunks", doors.trunks())),
        Endpoint.post("/api/v1/messages", (request, _) -> Texts.send(request, doors, system)),
        Endpoint.post(
            OwnSubscriptions.PATH,
            (request, _) -> OwnSubscriptions.begin(request, doors, system, limit)),
        Endpoint.get(
            OwnSubscriptions.PATH,
            (request, _) -> OwnSubscriptions.page(request.getUri().query(), doors)),
        Endpoint.get(OwnSubscriptions.PATH + "/ID", (_, id) -> OwnSubscriptions.one(id, doors)),
        Endpoint.delete(OwnSubscriptions.PATH + "/ID", (_, id) -> OwnSubscriptions.end(id, doors)),
        Endpoint.get(
            "/api/v1/options", (request, _) -> Texts.options(request.getUri().query(), doors)));
  }

  /// Every method and path there is, as `GET /metrics`.
  List<String> paths() {
    return endpoints.stream().map(it -> it.method() + " " + it.path()).toList();
  }

  CompletionStage<HttpResponse> route(HttpRequest request) {
    String path = request.getUri().path();
    boolean head = request.method().equals(HttpMethods.HEAD);
    String method = head ? "GET" : request.method().name();
    List<String> others = new ArrayList<>(2);
    for (Endpoint endpoint : endpoints) {
      String name = endpoint.nameIn(path);
      if (name != null && endpoint.method().equals(method)) {
        return endpoint.handler().answer(request, name);
      }
      if (name != null) {
        others.add(endpoint.method());
      }
    }
    return now(
        others.isEmpty()
            ? Json.of(nowhere(path))
            : Json.of(Problem.wrongMethod(request.method().name(), String.join(" and ", others)))
                .addHeader(RawHeader.create("Allow", String.join(", ", others))));
  }

  private static CompletionStage<HttpResponse> list(String name, CompletionStage<?> all) {
    return all.thenApply(found -> Json.of(200, Map.of(name, found)));
  }

  private Problem nowhere(String path) {
    if (!path.startsWith(SessionPaths.SESSIONS + "/")) {
      return Problem.notFound("nothing here; try /health/ready or /api/v1/sessions");
    }
    String known =
        endpoints.stream()
            .map(Endpoint::path)
            .filter(it -> it.startsWith(SessionPaths.SESSION + "/"))
            .map(it -> it.substring(SessionPaths.SESSION.length() + 1))
            .collect(Collectors.joining(", "));
    return Problem.notFound(
        "a session has " + known + ", not " + path.substring(path.lastIndexOf('/') + 1));
  }

  private CompletionStage<HttpResponse> drain(HttpRequest request, String node) {
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

  private CompletionStage<HttpResponse> registration(String text) {
    Optional<AddressOfRecord> address = AddressOfRecord.of(text);
    return address.isEmpty()
        ? now(Json.of(Problem.badRequest("address", "an address is like alice@example.com")))
        : doors
            .registration(address.get())
            .thenApply(found ->
                found
                    .map(view -> Json.of(200, view))
                    .orElseGet(() ->
                        Json.of(Problem.notFound("nothing is registered for " + address.get()))));
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

  private static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
