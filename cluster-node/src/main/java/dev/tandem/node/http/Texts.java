package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.api.SipResult;
import dev.tandem.protocol.Header;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/// Texts and questions to SIP peers: `POST /api/v1/messages`, `GET /api/v1/options?uri=…`. The
/// answer says what the peer has said; 504 when it has not said anything in time.
final class Texts {
  private static final String MESSAGES = "/api/v1/messages";

  /// Below what a request over HTTP may take as a rule.
  private static final long ANSWER_S = 4;

  private static final Bodies<Text> BODIES =
      new Bodies<>(
          Text.class,
          "message",
          "{\"from\": \"sip:…\", \"to\": \"sip:…\", \"body\": \"…\"}, and contentType if you like");

  private static final Problem SILENCE =
      new Problem(
          504,
          "Gateway Timeout",
          "the peer has not answered within " + ANSWER_S + " s; it may do so yet",
          null);

  /// @param contentType `text/plain` when it is not said
  record Text(
      @Nullable String from,
      @Nullable String to,
      @Nullable String contentType,
      @Nullable String body) {}

  /// @param ms how long it took
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Told(
      int status,
      String reason,
      List<Header> headers,
      @Nullable String contentType,
      String body,
      long ms) {
    static Told of(SipResult result) {
      return new Told(
          result.status(),
          result.reason(),
          result.headers(),
          result.contentType(),
          result.body(),
          result.took().toMillis());
    }
  }

  private Texts() {}

  static boolean reads(HttpRequest request) {
    return request.getUri().path().equals(MESSAGES) && request.method().equals(HttpMethods.POST);
  }

  static CompletionStage<HttpResponse> send(
      HttpRequest request, HttpDoors doors, ActorSystem<?> system) {
    return BODIES.read(request, system, text -> send(text, doors));
  }

  private static CompletionStage<HttpResponse> send(Text text, HttpDoors doors) {
    String from = text.from();
    String to = text.to();
    String body = text.body();
    if (from == null || to == null || body == null) {
      return BODIES.missing(from == null ? "from" : to == null ? "to" : "body");
    }
    String type = text.contentType() == null ? "text/plain" : text.contentType();
    return told(() -> doors.message(from, to, type, body));
  }

  static CompletionStage<HttpResponse> options(Query query, HttpDoors doors) {
    return query
        .get("uri")
        .map(uri -> told(() -> doors.options(uri)))
        .orElseGet(() ->
            now(Json.of(Problem.badRequest("uri", "say whom to ask: ?uri=sip:bob@example.com"))));
  }

  private static CompletionStage<HttpResponse> told(Supplier<CompletionStage<SipResult>> ask) {
    try {
      return ask.get()
          .toCompletableFuture()
          .<@Nullable Told>thenApply(Told::of)
          .completeOnTimeout(null, ANSWER_S, TimeUnit.SECONDS)
          .thenApply(told -> told == null ? Json.of(SILENCE) : Json.of(200, told));
    } catch (HttpDoors.Unusable e) {
      return now(Json.of(Problem.badRequest(e.where(), String.valueOf(e.getMessage()))));
    }
  }

  private static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedStage(response);
  }
}
