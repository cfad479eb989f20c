package dev.tandem.api;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Two sessions that hear each other.
public interface BridgeControl {

  /// Connects two active sessions. When one ends, the other is ended too.
  ///
  /// @throws SessionException `INVALID_STATE` when one is not active or is bridged already,
  ///   `DIFFERENT_MEDIA_NODES`
  BridgeId bridgeSessions(SessionId first, SessionId second);

  /// Separates the sessions; their calls stay up and hear silence.
  void destroyBridge(BridgeId bridge);

  /// Takes one out; both calls stay up.
  void removeSessionFromBridge(BridgeId bridge, SessionId session);

  Optional<BridgeInfo> getBridgeInfo(BridgeId bridge);

  Optional<BridgeId> getSessionBridge(SessionId session);

  /// Bridges and conferences of the whole cluster.
  List<BridgeInfo> listBridges();

  /// Hears what happens to every bridge and conference of the cluster, until closed. Called on one
  /// virtual thread, in order for each bridge; a subscriber that lags more than 1,000 notices
  /// behind loses the oldest.
  Subscription subscribeToBridgeEvents(Consumer<BridgeNotice> subscriber);

  interface Subscription extends AutoCloseable {
    /// Notices this subscriber has lost by being slow.
    long lost();

    @Override
    void close();
  }
}
