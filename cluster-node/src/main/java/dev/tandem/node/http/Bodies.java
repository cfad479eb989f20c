package dev.tandem.node.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.jspecify.annotations.Nullable;

/// Bodies in JSON of one shape, read strictly: whoever misspells a key hears of it.
final class Bodies<T> {
  private static final long READ_MS = 2_000;

  private static final Problem UNREAD =
      new Problem(
          413,
          "Content Too Large",
          "the body is larger than tandem.http.max-body, or has not come in time",
          "body");

  private final ObjectReader reader;
  private final Class<T> type;
  private final String what;
  private final String shape;

  /// @param what it is, as "message"
  /// @param shape an example
  Bodies(Class<T> type, String what, String shape) {
    this.type = type;
    this.what = what;
    this.shape = "; a " + what + " is like " + shape;
    this.reader =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfig(
                LogicalType.Textual,
                textual ->
                    textual
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withCoercionConfig(
                LogicalType.Integer,
                number ->
                    number
                        .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .build()
            .readerFor(type);
  }

  CompletionStage<HttpResponse> read(
      HttpRequest request,
      ActorSystem<?> system,
      Function<T, CompletionStage<HttpResponse>> answer) {
    return request
        .entity()
        .toStrict(READ_MS, system)
        .<@Nullable String>thenApply(whole -> whole.getData().decodeString(StandardCharsets.UTF_8))
        .exceptionally(_ -> null)
        .thenCompose(json -> json == null ? unread() : read(json, answer));
  }

  /// The rest of the body is not read, so nothing more can be asked over the connection.
  private static CompletionStage<HttpResponse> unread() {
    return CompletableFuture.completedStage(Json.of(UNREAD).addHeader(Connection.create("close")));
  }

  private CompletionStage<HttpResponse> read(
      String json, Function<T, CompletionStage<HttpResponse>> answer) {
    Object found;
    try {
      found = reader.readValue(json);
    } catch (JsonProcessingException e) {
      return now(unreadable(e));
    }
    return found == null // as the JSON null is read
        ? now(Problem.badRequest("body", "is no " + what + shape))
        : answer.apply(type.cast(found));
  }

  CompletionStage<HttpResponse> missing(String key) {
    return now(Problem.badRequest(key, "is missing" + shape));
  }

  private Problem unreadable(JsonProcessingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          Problem.badRequest(unknown.getPropertyName(), "no such key" + shape);
      case MismatchedInputException wrong when key(wrong) != null ->
          Problem.badRequest(
              String.valueOf(key(wrong)),
              "must be "
                  + (wrong.getTargetType() == String.class ? "text in quotes" : "of another kind")
                  + shape);
      case MismatchedInputException _ -> Problem.badRequest("body", "is no " + what + shape);
      case JsonProcessingException _ ->
          Problem.badRequest("body", "is no JSON: " + e.getOriginalMessage() + shape);
    };
  }

  /// Where it is wrong, null when all of it is.
  private static @Nullable String key(MismatchedInputException wrong) {
    return wrong.getPath().isEmpty() ? null : wrong.getPath().getFirst().getFieldName();
  }

  private static CompletionStage<HttpResponse> now(Problem problem) {
    return CompletableFuture.completedStage(Json.of(problem));
  }
}
