package dev.tandem.bridge;

import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/// What the world must do after a bridge's decision.
public sealed interface BridgeAction {
  record Tell(SessionId session, SessionCommand command) implements BridgeAction {}

  record Announce(BridgeNotice.Kind kind, @Nullable SessionId session, @Nullable String reason)
      implements BridgeAction {}
}
