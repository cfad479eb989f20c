package dev.tandem.node.http;

import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `?codecs=PCMA,PCMU&order=ours&required=PCMA&direction=recvonly`.
final class MediaQueries {
  private static final Set<String> NAMES = Set.of("codecs", "order", "required", "direction");

  sealed interface Parsed {}

  /// One of both is there.
  ///
  /// @param options null to leave them
  /// @param direction null to leave it
  record Right(@Nullable MediaOptions options, @Nullable MediaDirection direction)
      implements Parsed {}

  record Wrong(Problem problem) implements Parsed {}

  private MediaQueries() {}

  static Parsed parse(Map<String, List<String>> parameters) {
    for (var parameter : parameters.entrySet()) {
      if (!NAMES.contains(parameter.getKey())) {
        return wrong("query", "takes codecs, order, required and direction only");
      }
      if (parameter.getValue().size() > 1) {
        return wrong(parameter.getKey(), "is given more than once");
      }
    }
    if (parameters.isEmpty()) {
      return wrong("query", "give codecs=PCMA,PCMU or direction=recvonly");
    }
    String way = first(parameters, "direction");
    MediaDirection direction = MediaDirection.of(way).orElse(null);
    if (direction == null && parameters.containsKey("direction")) {
      return wrong("direction", "is sendrecv, sendonly, recvonly or inactive");
    }
    boolean only = parameters.size() == 1 && direction != null;
    return only ? new Right(null, direction) : options(parameters, direction);
  }

  private static Parsed options(
      Map<String, List<String>> parameters, @Nullable MediaDirection direction) {
    String order = first(parameters, "order");
    MediaOptions.Order whose =
        switch (order) {
          case "", "offerers" -> MediaOptions.Order.OFFERERS_ORDER;
          case "ours" -> MediaOptions.Order.OUR_ORDER;
          default -> null; // a text from outside
        };
    if (whose == null) {
      return wrong("order", "is offerers or ours");
    }
    List<String> codecs = names(first(parameters, "codecs"));
    if (codecs.isEmpty() && parameters.containsKey("codecs")) {
      return wrong("codecs", "names no codec; known are " + String.join(",", MediaOptions.KNOWN));
    }
    var options = new MediaOptions(codecs, whose, names(first(parameters, "required")), List.of());
    return options.problem().isEmpty()
        ? new Right(options, direction)
        : wrong("codecs", options.problem());
  }

  private static String first(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of("")).getFirst();
  }

  private static List<String> names(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  private static Wrong wrong(String where, String detail) {
    return new Wrong(Problem.badRequest(where, detail));
  }
}
