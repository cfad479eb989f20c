package dev.tandem.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A trunk as seen at one moment.
///
/// @param registration [Registration#OFF] when it does not register
/// @param registrar URI of the registrar it deals with, null when it does not register
/// @param registeredUntil null when nothing is registered
/// @param problem why it is not registered, null when it is or need not be
/// @param calls that go over it, both directions
/// @param maxCalls 0 for no limit
/// @param node that keeps it
public record TrunkInfo(
    String name,
    Registration registration,
    @Nullable String registrar,
    @Nullable Instant registeredUntil,
    @Nullable String problem,
    List<Address> addresses,
    int calls,
    int maxCalls,
    String node)
    implements Wire {
  public enum Registration {
    OFF,
    REGISTERING,
    REGISTERED,
    /// Tried again after a while.
    FAILED
  }

  public enum Health {
    /// Not asked, or not answered yet: used as if it were up.
    UNKNOWN,
    UP,
    DOWN
  }

  /// @param health by OPTIONS
  /// @param status of the last answer, 0 for none
  /// @param failures one after the other up to now
  public record Address(String uri, Health health, int status, int failures) implements Wire {}

  /// Whether calls can go over it: not all of its addresses are down.
  public boolean up() {
    return addresses.isEmpty() || addresses.stream().anyMatch(it -> it.health() != Health.DOWN);
  }
}
