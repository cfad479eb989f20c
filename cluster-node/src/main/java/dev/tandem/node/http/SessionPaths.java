package dev.tandem.node.http;

import dev.tandem.node.http.HttpDoors.Refusal;
import dev.tandem.node.http.HttpDoors.Wish;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/// Calls over HTTP: lists of them, and what one of them can be told.
final class SessionPaths {
  static final String SESSIONS = "/api/v1/sessions";
  static final String SESSION = SESSIONS + "/ID";
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final String A_SESSION = "a session id is like 42-9k3vq0x2ma7b";

  private final HttpDoors doors;

  SessionPaths(HttpDoors doors) {
    this.doors = doors;
  }

  private interface SessionHandler {
    CompletionStage<HttpResponse> answer(HttpRequest request, SessionId session);
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(SESSIONS, (request, _) -> sessions(request.getUri().query())),
        Endpoint.get(
            SESSION, of((_, id) -> doors.session(id).thenApply(found -> answer(id, found)))),
        Endpoint.delete(
            SESSION, of((_, id) -> doors.terminate(id).thenApply(done -> answer(id, done)))),
        Endpoint.get(SESSION + "/history", of((_, id) -> history(id))),
        Endpoint.post(SESSION + "/hold", of((_, id) -> act(id, Wish.HOLD))),
        Endpoint.post(SESSION + "/resume", of((_, id) -> act(id, Wish.RESUME))),
        Endpoint.post(SESSION + "/media", of((request, id) -> media(request.getUri().query(), id))),
        Endpoint.post(
            SESSION + "/mute", of((request, id) -> mute(request.getUri().query(), id, true))),
        Endpoint.post(
            SESSION + "/unmute", of((request, id) -> mute(request.getUri().query(), id, false))),
        Endpoint.post(
            SESSION + "/transfer", of((request, id) -> transfer(request.getUri().query(), id))),
        Endpoint.post(SESSION + "/move", of((request, id) -> move(request.getUri().query(), id))),
        Endpoint.post(SESSION + "/dtmf", of((request, id) -> press(request.getUri().query(), id))),
        Endpoint.post(
            SESSION + "/early-media",
            of((request, id) -> earlyMedia(request.getUri().query(), id))));
  }

  private static Endpoint.Handler of(SessionHandler handler) {
    return (request, name) ->
        SessionId.isValid(name)
            ? handler.answer(request, new SessionId(name))
            : now(Json.of(Problem.badRequest("id", A_SESSION)));
  }

  private CompletionStage<HttpResponse> sessions(Query query) {
    return switch (SessionQueries.parse(query.toMultiMap())) {
      case SessionQueries.Wrong(var problem) -> now(Json.of(problem));
      case SessionQueries.Right(var sought) ->
          doors.sessions(sought).thenApply(page -> Json.of(200, page));
    };
  }

  private CompletionStage<HttpResponse> history(SessionId id) {
    return doors
        .history(id)
        .thenApply(
            found -> found.map(view -> Json.of(200, view)).orElseGet(() -> Json.of(unknown(id))));
  }

  private CompletionStage<HttpResponse> act(SessionId id, Wish wish) {
    return doors.act(id, wish).thenApply(SessionPaths::answer);
  }

  private CompletionStage<HttpResponse> transfer(Query query, SessionId id) {
    String target = query.get("to").orElse("");
    String call = query.get("with").orElse("");
    if (target.isEmpty() == call.isEmpty()) {
      String what = "give ?to=SIP-URI, or ?with=ID of the call to connect this one with";
      return now(Json.of(Problem.badRequest("to", what)));
    }
    if (!target.isEmpty()) {
      return soon(doors.transfer(id, target), "to");
    }
    if (call.equals(id.value())) {
      return now(Json.of(Problem.badRequest("with", "names this very session")));
    }
    return SessionId.isValid(call)
        ? soon(doors.connect(id, new SessionId(call)), "with")
        : now(Json.of(Problem.badRequest("with", A_SESSION)));
  }

  private CompletionStage<HttpResponse> move(Query query, SessionId id) {
    String to = query.get("to").orElse("");
    return to.isEmpty()
        ? now(Json.of(Problem.badRequest("to", "give ?to=ADDRESS or ?to=SIP-URI of the device")))
        : soon(doors.move(id, to), "to");
  }

  /// The target may ring for minutes: 202 then, and the session tells how far it has come.
  ///
  /// @param where the parameter that names it
  private static CompletionStage<HttpResponse> soon(
      CompletionStage<@Nullable Refusal> outcome, String where) {
    return outcome
        .thenApply(refusal -> answer(refusal, where))
        .toCompletableFuture()
        .completeOnTimeout(
            HttpResponse.create().withStatus(202), SOON.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletionStage<HttpResponse> press(Query query, SessionId id) {
    KeyPresses keys;
    try {
      keys =
          new KeyPresses(
              query.get("keys").orElse(""),
              millis(query, "duration", KeyPresses.USUAL_DURATION),
              millis(query, "gap", KeyPresses.USUAL_GAP));
    } catch (NumberFormatException _) {
      return now(
          Json.of(
              Problem.badRequest(
                  KeyQueries.wrongTime(query), "duration and gap are milliseconds")));
    }
    return keys.problem().isEmpty()
        ? doors.press(id, keys).thenApply(SessionPaths::answer)
        : now(Json.of(Problem.badRequest(keys.wrongPart(), keys.problem())));
  }

  private static Duration millis(Query query, String name, Duration otherwise) {
    return query.get(name).map(text -> Duration.ofMillis(Integer.parseInt(text))).orElse(otherwise);
  }

  /// `?what=in`, `out` or `both`. Not said, `mute` is what the peer hears, `unmute` is all.
  private CompletionStage<HttpResponse> mute(Query query, SessionId id, boolean on) {
    Muting which =
        switch (query.get("what").orElse(on ? "out" : "both")) {
          case "in" -> Muting.IN;
          case "out" -> Muting.OUT;
          case "both" -> Muting.BOTH;
          default -> Muting.NONE; // a text from outside
        };
    return which == Muting.NONE
        ? now(Json.of(Problem.badRequest("what", "is in, out or both")))
        : doors.mute(id, which, on).thenApply(SessionPaths::answer);
  }

  private CompletionStage<HttpResponse> media(Query query, SessionId id) {
    return switch (MediaQueries.parse(query.toMultiMap())) {
      case MediaQueries.Wrong(var problem) -> now(Json.of(problem));
      case MediaQueries.Right(var options, var direction) ->
          doors.update(id, options, direction).thenApply(SessionPaths::answer);
    };
  }

  /// What is heard is in the query: `?hear=tone:440`, `file:PATH`, `echo` or `silence`.
  private CompletionStage<HttpResponse> earlyMedia(Query query, SessionId id) {
    return Treatment.parse(query.get("hear").orElse("silence"))
        .map(treatment -> doors.earlyMedia(id, treatment).thenApply(SessionPaths::answer))
        .orElseGet(() -> now(Json.of(Problem.badRequest("hear", "is " + Treatment.TEXTS))));
  }

  private static HttpResponse answer(@Nullable Refusal refusal) {
    return answer(refusal, "id");
  }

  /// @param where the parameter that a URI was in
  private static HttpResponse answer(@Nullable Refusal refusal, String where) {
    if (refusal == null) {
      return HttpResponse.create().withStatus(204);
    }
    return Json.of(
        switch (refusal.kind()) {
          case NOT_FOUND -> Problem.notFound(refusal.detail());
          case INVALID_STATE, NOT_ACCEPTABLE, DIFFERENT_MEDIA_NODES ->
              Problem.conflict(refusal.detail());
          case INVALID_URI -> Problem.badRequest(where, refusal.detail());
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

  private static Problem unknown(SessionId id) {
    return Problem.notFound("no session " + id);
  }

  private static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
