package dev.tandem.bridge;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a bridge knows. `kind` is null while it does not exist (any more).
public record BridgeState(
    BridgeId id,
    @Nullable Kind kind,
    @Nullable String name,
    int maxMembers,
    @Nullable String mediaNode,
    List<SessionId> members,
    Instant created) {
  public enum Kind {
    /// Ends when fewer than two are left.
    BRIDGE,
    /// Ends when nobody is left.
    CONFERENCE
  }

  static BridgeState none(BridgeId id) {
    return new BridgeState(id, null, null, 0, null, List.of(), Instant.EPOCH);
  }

  boolean isOpen() {
    return kind != null;
  }

  BridgeState withMembers(List<SessionId> now) {
    return new BridgeState(id, kind, name, maxMembers, mediaNode, List.copyOf(now), created);
  }
}
