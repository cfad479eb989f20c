package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.TrunkInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One trunk as the API shows it.
///
/// @param up whether calls can go over it
/// @param registration off, registering, registered or failed
/// @param maxCalls 0 for no limit
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrunkView(
    String name,
    boolean up,
    String registration,
    @Nullable String registrar,
    @Nullable Instant registeredUntil,
    @Nullable String problem,
    List<Address> addresses,
    int calls,
    int maxCalls,
    String node) {
  /// @param health unknown, up or down
  /// @param status of its last answer to OPTIONS, 0 for none
  public record Address(String uri, String health, int status, int failures) {}

  public static TrunkView of(TrunkInfo info) {
    return new TrunkView(
        info.name(),
        info.up(),
        word(info.registration()),
        info.registrar(),
        info.registeredUntil(),
        info.problem(),
        info.addresses().stream()
            .map(it -> new Address(it.uri(), word(it.health()), it.status(), it.failures()))
            .toList(),
        info.calls(),
        info.maxCalls(),
        info.node());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
