package dev.tandem.node.http;

import dev.tandem.protocol.AddressOfRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `?limit=&after=`.
final class RegistrationQueries {
  private static final int DEFAULT_PAGE = 100;
  private static final Set<String> NAMES = Set.of("limit", "after");

  sealed interface Parsed {}

  /// @param after the last address of the page before, null for the first page
  record Right(int limit, @Nullable AddressOfRecord after) implements Parsed {}

  record Wrong(Problem problem) implements Parsed {}

  private RegistrationQueries() {}

  static Parsed parse(Map<String, List<String>> parameters) {
    for (var parameter : parameters.entrySet()) {
      if (!NAMES.contains(parameter.getKey())) {
        return wrong("query", "takes limit and after only");
      }
      if (parameter.getValue().size() > 1) {
        return wrong(parameter.getKey(), "is given more than once");
      }
    }
    String limit = parameters.getOrDefault("limit", List.of("" + DEFAULT_PAGE)).getFirst();
    if (!limit.matches("[0-9]{1,4}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > HttpDoors.MAX_PAGE) {
      return wrong("limit", "must be 1 to " + HttpDoors.MAX_PAGE);
    }
    List<String> after = parameters.getOrDefault("after", List.of());
    Optional<AddressOfRecord> last = after.stream().findFirst().flatMap(AddressOfRecord::of);
    return after.isEmpty() || last.isPresent()
        ? new Right(Integer.parseInt(limit), last.orElse(null))
        : wrong("after", "must be an address, like alice@example.com");
  }

  private static Wrong wrong(String where, String detail) {
    return new Wrong(Problem.badRequest(where, detail));
  }
}
