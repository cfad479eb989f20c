package dev.tandem.trunk;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.MediaOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of `tandem.trunks`.
///
/// @param domain host of the request URI and of To; of From when it registers or `fromHost` says so
/// @param fromUser in From, empty for the caller's own
/// @param fromHost in From, empty for the caller's own
/// @param setHeaders on the INVITE, in place of any of that name
/// @param removeHeaders of the INVITE, by name
/// @param maxCalls in the cluster, both directions; 0 for no limit
/// @param trusted address ranges whose requests are this trunk's and need no user
/// @param codecs in calls of the trunk, best first; empty for those of all calls
public record TrunkSettings(
    String name,
    List<Address> addresses,
    String domain,
    Login login,
    RegisterSettings register,
    HealthSettings health,
    int maxCalls,
    String fromUser,
    String fromHost,
    Identity identity,
    List<Header> setHeaders,
    List<String> removeHeaders,
    List<String> trusted,
    List<String> codecs) {

  /// Null when it has no codecs of its own.
  public @Nullable MediaOptions media() {
    return codecs.isEmpty() ? null : MediaOptions.NONE.with(codecs);
  }

  /// @param priority lowest first
  /// @param weight among those of one priority, 0 to 65,535 (RFC 2782)
  public record Address(String uri, int priority, int weight) {}

  /// @param user empty for none
  /// @param realm empty for whatever the trunk's servers ask for
  public record Login(String user, String password, String realm) {
    /// Without the password.
    @Override
    public String toString() {
      return "Login[user=" + user + ", realm=" + realm + "]";
    }
  }

  /// @param registrars URIs, best first; empty when it does not register
  /// @param user of the address of record
  /// @param contactUser what the trunk puts before the `@` when it calls us
  /// @param retryFirst after the first failure, doubled by each further one
  public record RegisterSettings(
      List<String> registrars,
      String user,
      String contactUser,
      Duration expires,
      Duration retryFirst,
      Duration retryMost) {
    public boolean wanted() {
      return !registrars.isEmpty();
    }
  }

  /// @param interval zero for never
  /// @param failures until an address is down
  public record HealthSettings(Duration interval, Duration timeout, int failures) {
    public boolean wanted() {
      return !interval.isZero();
    }
  }

  /// What P-Asserted-Identity says (RFC 3325).
  public sealed interface Identity {
    record None() implements Identity {}

    /// Who calls, as From said before it was changed.
    record Caller() implements Identity {}

    record Fixed(String uri) implements Identity {}
  }
}
