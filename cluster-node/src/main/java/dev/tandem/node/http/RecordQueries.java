package dev.tandem.node.http;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `?after=&limit=&wait=`.
final class RecordQueries {
  private static final Set<String> NAMES = Set.of("after", "limit", "wait");
  private static final int DEFAULT_PAGE = 100;
  private static final int MAX_WAIT_SECONDS = 4;

  sealed interface Parsed {}

  /// @param after number of the last record that was seen
  /// @param waitSeconds how long an empty page may wait for a record
  record Right(long after, int limit, int waitSeconds) implements Parsed {}

  record Wrong(Problem problem) implements Parsed {}

  private RecordQueries() {}

  static Parsed parse(Map<String, List<String>> parameters) {
    for (var parameter : parameters.entrySet()) {
      if (!NAMES.contains(parameter.getKey())) {
        return wrong("query", "takes after, limit and wait only");
      }
      if (parameter.getValue().size() > 1) {
        return wrong(parameter.getKey(), "is given more than once");
      }
    }
    String after = single(parameters, "after", "0");
    String limit = single(parameters, "limit", Integer.toString(DEFAULT_PAGE));
    String wait = single(parameters, "wait", "0");
    if (!after.matches("[0-9]{1,18}")) {
      return wrong("after", "after (--after) must be the `seq` of a record, or 0");
    }
    if (!within(limit, 1, HttpDoors.MAX_PAGE)) {
      return wrong("limit", "must be 1 to " + HttpDoors.MAX_PAGE);
    }
    if (!within(wait, 0, MAX_WAIT_SECONDS)) {
      return wrong("wait", "must be 0 to " + MAX_WAIT_SECONDS + " seconds");
    }
    return new Right(Long.parseLong(after), Integer.parseInt(limit), Integer.parseInt(wait));
  }

  private static boolean within(String text, int least, int most) {
    return text.matches("[0-9]{1,4}")
        && Integer.parseInt(text) >= least
        && Integer.parseInt(text) <= most;
  }

  private static String single(
      Map<String, List<String>> parameters, String name, String otherwise) {
    List<String> values = parameters.get(name);
    return values == null || values.isEmpty() ? otherwise : values.getFirst();
  }

  private static Wrong wrong(String where, String detail) {
    return new Wrong(Problem.badRequest(where, detail));
  }
}
