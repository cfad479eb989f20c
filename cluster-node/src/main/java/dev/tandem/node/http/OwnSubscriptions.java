package dev.tandem.node.http;

import dev.tandem.api.SessionException;
import dev.tandem.node.http.HttpDoors.Subscribed;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SubscriptionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.headers.Location;
import org.jspecify.annotations.Nullable;

/// Subscriptions of ours: `POST /api/v1/subscriptions`, `GET` and `DELETE`.
final class OwnSubscriptions {
  static final String PATH = "/api/v1/subscriptions";

  private static final long USUAL_SECONDS = 3_600;
  private static final String NOBODY = "sip:tandem@localhost";

  private static final Bodies<Wanted> BODIES =
      new Bodies<>(
          Wanted.class,
          "subscription",
          "{\"uri\": \"sip:…\", \"event\": \"dialog\"}, and from, accept (a list) and expires (seconds)"
              + " if you like");

  /// @param from `sip:tandem@localhost` when it is not said
  /// @param accept the package's own types when it is not said
  /// @param expires seconds, 3600 when it is not said
  record Wanted(
      @Nullable String from,
      @Nullable String uri,
      @Nullable String event,
      @Nullable List<@Nullable String> accept,
      @Nullable Long expires) {}

  private OwnSubscriptions() {}

  static boolean reads(HttpRequest request) {
    return request.getUri().path().equals(PATH) && request.method().equals(HttpMethods.POST);
  }

  /// @param limit what a request over HTTP may take; the notifier has less
  static CompletionStage<HttpResponse> begin(
      HttpRequest request, HttpDoors doors, ActorSystem<?> system, Duration limit) {
    Duration patience = limit.multipliedBy(3).dividedBy(5);
    return BODIES.read(request, system, wanted -> begin(wanted, doors, patience));
  }

  private static CompletionStage<HttpResponse> begin(
      Wanted wanted, HttpDoors doors, Duration patience) {
    String uri = wanted.uri();
    String event = wanted.event();
    if (uri == null || event == null) {
      return BODIES.missing(uri == null ? "uri" : "event");
    }
    List<String> accept =
        wanted.accept() == null
            ? List.of()
            : wanted.accept().stream().map(it -> Objects.requireNonNullElse(it, "")).toList();
    try {
      return granted(
          doors.subscribe(
              wanted.from() == null ? NOBODY : wanted.from(),
              uri,
              event,
              accept,
              Duration.ofSeconds(wanted.expires() == null ? USUAL_SECONDS : wanted.expires())),
          patience);
    } catch (HttpDoors.Unusable e) {
      return now(Problem.badRequest(e.where(), String.valueOf(e.getMessage())));
    }
  }

  /// 201 when the notifier has granted it, 202 when it has not said anything yet.
  private static CompletionStage<HttpResponse> granted(Subscribed begun, Duration patience) {
    String id = begun.id().value();
    return answered(begun.granted(), info -> Json.of(201, SubscriptionView.of(info)))
        .toCompletableFuture()
        .completeOnTimeout(
            Json.of(202, Map.of("id", id, "state", "asked")),
            patience.toMillis(),
            TimeUnit.MILLISECONDS)
        .thenApply(
            it -> it.status().isSuccess() ? it.addHeader(Location.create(PATH + "/" + id)) : it);
  }

  static CompletionStage<HttpResponse> page(Query query, HttpDoors doors) {
    String limit = query.get("limit").orElse("100");
    String after = query.get("after").orElse("");
    boolean known = query.toMap().keySet().stream().allMatch(List.of("limit", "after")::contains);
    if (!known) {
      return now(Problem.badRequest("query", "takes limit and after only"));
    }
    int most = limit.matches("[0-9]{1,4}") ? Integer.parseInt(limit) : 0;
    if (most < 1 || most > HttpDoors.MAX_PAGE) {
      return now(Problem.badRequest("limit", "must be 1 to " + HttpDoors.MAX_PAGE));
    }
    if (!after.isEmpty() && !SessionId.isValid(after)) {
      return wrongId("after");
    }
    return answered(
        doors.subscriptions(after.isEmpty() ? null : new SubscriptionId(after), most),
        found -> {
          var views = found.stream().map(SubscriptionView::of).toList();
          return Json.of(
              200,
              found.size() < most
                  ? Map.of("subscriptions", views)
                  : Map.of("subscriptions", views, "next", views.getLast().id()));
        });
  }

  static CompletionStage<HttpResponse> one(String id, HttpDoors doors) {
    return SessionId.isValid(id)
        ? doors
            .subscription(new SubscriptionId(id))
            .thenApply(found ->
                found
                    .map(info -> Json.of(200, SubscriptionView.of(info)))
                    .orElseGet(() -> Json.of(Problem.notFound("no subscription " + id))))
        : wrongId("id");
  }

  static CompletionStage<HttpResponse> end(String id, HttpDoors doors) {
    return SessionId.isValid(id)
        ? answered(
            doors.unsubscribe(new SubscriptionId(id)), _ -> HttpResponse.create().withStatus(204))
        : wrongId("id");
  }

  private static CompletionStage<HttpResponse> wrongId(String where) {
    return now(Problem.badRequest(where, "a subscription id is like 42-9k3vq0x2ma7b"));
  }

  private static <T> CompletionStage<HttpResponse> answered(
      CompletionStage<T> stage, Function<T, HttpResponse> answer) {
    return stage.handle(
        (told, problem) -> problem == null ? answer.apply(told) : Json.of(problem(problem)));
  }

  private static Problem problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String detail = String.valueOf(cause.getMessage());
    if (!(cause instanceof SessionException why)) {
      return Problem.unavailable(
          "the cluster could not answer: " + cause.getClass().getSimpleName());
    }
    return switch (why.kind()) {
      case NOT_FOUND -> Problem.notFound(detail);
      case INVALID_STATE, NOT_ACCEPTABLE, DIFFERENT_MEDIA_NODES -> Problem.conflict(detail);
      case INVALID_URI -> Problem.badRequest("uri", detail);
      case RESOURCE_EXHAUSTED, DRAINING, UNAVAILABLE -> Problem.unavailable(detail);
    };
  }

  private static CompletionStage<HttpResponse> now(Problem problem) {
    return CompletableFuture.completedStage(Json.of(problem));
  }
}
