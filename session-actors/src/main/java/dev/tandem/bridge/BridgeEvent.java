package dev.tandem.bridge;

import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Wire;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Facts of a bridge, kept in the journal: never rename one.
public sealed interface BridgeEvent extends Wire {
  /// @param mediaNode where all its legs are
  record Opened(
      BridgeState.Kind kind,
      @Nullable String name,
      int maxMembers,
      @Nullable String mediaNode,
      List<SessionId> members,
      Instant at)
      implements BridgeEvent {}

  record MemberAdded(SessionId session, @Nullable String mediaNode) implements BridgeEvent {}

  /// All legs are to be on that media node from now on.
  record Relocated(String mediaNode) implements BridgeEvent {}

  record MemberRemoved(SessionId session, String reason) implements BridgeEvent {}

  record Closed(String reason) implements BridgeEvent {}
}
