package dev.tandem.bridge;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import org.jspecify.annotations.Nullable;

/// The doors a bridge's actions go through. Nothing behind them blocks.
public interface BridgeDoors {
  void tell(SessionId session, SessionCommand command);

  void tell(BridgeId bridge, BridgeCommand command);

  void announce(BridgeNotice notice);

  /// A media node for a room that has none yet or leaves the one it has, null when there is none.
  ///
  /// @param instead the node that is left, null for none; it is chosen only when it is the only one
  ///   and takes new legs
  @Nullable String chooseMedia(@Nullable String instead);

  /// The media node for legs of a bridge that is not formed yet: the same whoever asks.
  @Nullable String mediaFor(BridgeId bridge, @Nullable String instead);

  /// Whether that media node is there and takes new legs.
  boolean takesLegs(String node);

  /// Whether another node can have what stops here: its shard moves, and the first message wakes it
  /// there.
  boolean livesOnElsewhere();

  String node();
}
