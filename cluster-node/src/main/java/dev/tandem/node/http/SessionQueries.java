package dev.tandem.node.http;

import dev.tandem.protocol.SessionId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `?limit=&after=&state=`.
final class SessionQueries {
  private static final int DEFAULT_PAGE = 100;
  private static final String STATE_SHAPE = "[A-Za-z][A-Za-z0-9_-]{0,63}";
  private static final Set<String> NAMES = Set.of("limit", "after", "state");

  sealed interface Parsed {}

  record Right(HttpDoors.SessionQuery query) implements Parsed {}

  record Wrong(Problem problem) implements Parsed {}

  private SessionQueries() {}

  static Parsed parse(Map<String, List<String>> parameters) {
    for (var parameter : parameters.entrySet()) {
      if (!NAMES.contains(parameter.getKey())) {
        return wrong("query", "takes limit, after and state only");
      }
      if (parameter.getValue().size() > 1) {
        return wrong(parameter.getKey(), "is given more than once");
      }
    }
    @Nullable String limit = single(parameters, "limit");
    @Nullable String after = single(parameters, "after");
    @Nullable String state = single(parameters, "state");
    if (limit != null && !isPageSize(limit)) {
      return wrong("limit", "must be 1 to " + HttpDoors.MAX_PAGE);
    }
    if (after != null && !SessionId.isValid(after)) {
      return wrong("after", "must be a session id, like 42-9k3vq0x2ma7b");
    }
    if (state != null && !state.matches(STATE_SHAPE)) {
      return wrong("state", "must be a state's name, 1 to 64 letters, digits, _ or -");
    }
    return new Right(
        new HttpDoors.SessionQuery(
            limit == null ? DEFAULT_PAGE : Integer.parseInt(limit),
            after == null ? null : new SessionId(after),
            state));
  }

  private static boolean isPageSize(String text) {
    return text.matches("[0-9]{1,4}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= HttpDoors.MAX_PAGE;
  }

  private static @Nullable String single(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  private static Wrong wrong(String where, String detail) {
    return new Wrong(Problem.badRequest(where, detail));
  }
}
