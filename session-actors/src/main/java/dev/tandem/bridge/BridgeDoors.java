package dev.tandem.bridge;

import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/// The doors a bridge's actions go through. Nothing behind them blocks.
public interface BridgeDoors {
  void tell(SessionId session, SessionCommand command);

  void announce(BridgeNotice notice);

  /// A media node for a room that has none yet, null when there is none.
  @Nullable String chooseMedia();

  String node();
}
