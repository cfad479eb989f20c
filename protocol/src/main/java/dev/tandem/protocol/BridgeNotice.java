package dev.tandem.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something happened to a bridge (capability E2). In order for one bridge, each once.
///
/// @param session whom it is about, null when it is about the bridge
public record BridgeNotice(
    BridgeId bridge, Kind kind, @Nullable SessionId session, @Nullable String reason, Instant at)
    implements Wire {
  public enum Kind {
    CREATED,
    SESSION_ADDED,
    SESSION_REMOVED,
    DESTROYED
  }
}
