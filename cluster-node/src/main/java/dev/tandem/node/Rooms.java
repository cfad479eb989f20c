package dev.tandem.node;

import dev.tandem.api.SessionException;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.BridgeReply;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.Ids;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/// Calls that hear each other: two on a bridge, or many in a conference.
interface Rooms extends OnNode {
  @Override
  default BridgeId bridgeSessions(SessionId first, SessionId second) {
    BridgeId bridge = Ids.bridge(first.shard());
    bridged(bridge, replyTo -> new BridgeCommand.Connect(List.of(first, second), replyTo));
    return bridge;
  }

  @Override
  default void destroyBridge(BridgeId bridge) {
    bridged(bridge, replyTo -> new BridgeCommand.Destroy(false, "Bridge destroyed", replyTo));
  }

  @Override
  default void removeSessionFromBridge(BridgeId bridge, SessionId session) {
    bridged(bridge, replyTo -> new BridgeCommand.Remove(session, replyTo));
  }

  @Override
  default Optional<BridgeInfo> getBridgeInfo(BridgeId bridge) {
    BridgeReply reply = calls().asks().bridge(bridge, BridgeCommand.Describe::new);
    return reply instanceof BridgeReply.Told(var info) ? Optional.of(info) : Optional.empty();
  }

  @Override
  default Optional<BridgeId> getSessionBridge(SessionId session) {
    return getSession(session).map(SessionInfo::bridge);
  }

  @Override
  default List<BridgeInfo> listBridges() {
    return calls().asks().bridges();
  }

  @Override
  default Subscription subscribeToBridgeEvents(Consumer<BridgeNotice> subscriber) {
    return calls().subscribe(subscriber);
  }

  @Override
  default BridgeId createConference(String name, int maxParticipants) {
    if (maxParticipants < 2 || maxParticipants > 10_000) {
      throw new IllegalArgumentException(
          "a conference takes 2 to 10,000 participants, not " + maxParticipants);
    }
    BridgeId room = room(name);
    bridged(room, replyTo -> new BridgeCommand.Open(name, maxParticipants, replyTo));
    return room;
  }

  @Override
  default void joinConference(String name, SessionId session) {
    BridgeId room = room(name);
    SessionInfo info = calls().asks().info(session);
    if (info.phase() == SessionInfo.Phase.SETUP && info.role().equals("UAS")) {
      calls().asks().decide(session, new Verdict.Join(room, name));
      return;
    }
    if (info.phase() != SessionInfo.Phase.ACTIVE) {
      throw new SessionException(
          ErrorKind.INVALID_STATE, "session " + session + " is in state " + info.state());
    }
    calls().asks().join(room, name, info);
  }

  @Override
  default void leaveConference(String name, SessionId session) {
    bridged(room(name), replyTo -> new BridgeCommand.Remove(session, replyTo));
  }

  @Override
  default void destroyConference(String name) {
    bridged(room(name), replyTo -> new BridgeCommand.Destroy(true, "Conference ended", replyTo));
  }

  @Override
  default Optional<BridgeInfo> getConference(String name) {
    return getBridgeInfo(room(name));
  }

  private BridgeId room(String name) {
    if (!name.matches("[A-Za-z0-9._~-]{1,64}")) {
      throw new IllegalArgumentException(
          "a conference is named by 1 to 64 of A-Z a-z 0-9 . _ ~ -, not " + name);
    }
    return Ids.conference(name, calls().shards());
  }

  private void bridged(BridgeId bridge, Function<ActorRef<BridgeReply>, BridgeCommand> command) {
    if (calls().asks().bridge(bridge, command)
        instanceof BridgeReply.Refused(var error, var detail)) {
      throw new SessionException(error, detail);
    }
  }
}
