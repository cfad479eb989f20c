package dev.tandem.protocol;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is kept of a session after its end: one for each, whatever died meanwhile.
///
/// @param role `UAC` or `UAS`
/// @param peer the other session of a forwarded call, null for none
/// @param bridge the bridge or conference it was on last, null for none
/// @param from URI of the calling side
/// @param to URI of the called side
/// @param answered null when it never was
/// @param mediaMoves how often its leg was moved to another media node: counters of the leg begin
///   anew with each move
public record CallRecord(
    SessionId session,
    String role,
    @Nullable SessionId peer,
    @Nullable BridgeId bridge,
    String from,
    String to,
    String callId,
    Instant created,
    @Nullable Instant answered,
    Instant ended,
    EndCause cause,
    int mediaMoves)
    implements Wire {

  /// From answer to end; zero when it was never answered.
  public Duration duration() {
    return answered == null ? Duration.ZERO : Duration.between(answered, ended);
  }
}
