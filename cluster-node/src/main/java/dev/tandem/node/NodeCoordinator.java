package dev.tandem.node;

import dev.tandem.api.CallSession;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.api.SessionException;
import dev.tandem.api.SessionStats;
import dev.tandem.node.SipUris.Checked;
import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.BridgeReply;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.Ids;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// The public API on top of a [Node].
final class NodeCoordinator implements SessionCoordinator {
  /// A peer may take as long as a transaction does to agree to something.
  private static final Duration AGREEMENT = Duration.ofSeconds(40);

  private final NodeHost host;

  NodeCoordinator(NodeHost host) {
    this.host = host;
  }

  // Life.

  @Override
  public void start() {
    host.start();
  }

  @Override
  public void stop(Duration grace) {
    host.stop(grace);
  }

  @Override
  public boolean isRunning() {
    return host.isRunning();
  }

  @Override
  public Duration uptime() {
    return host.uptime();
  }

  @Override
  public List<InetSocketAddress> boundAddresses() {
    return host.node().sipAddresses();
  }

  @Override
  public InetSocketAddress boundAddress() {
    List<InetSocketAddress> all = boundAddresses();
    if (all.isEmpty()) {
      throw new SessionException(ErrorKind.UNAVAILABLE, "this node has no edge role");
    }
    return all.getFirst();
  }

  @Override
  public void close() {
    host.stop(Duration.ZERO);
  }

  // Sessions.

  @Override
  public CallSession createOutgoingCall(String from, String to) {
    return createOutgoingCall(from, to, Treatment.SILENCE);
  }

  @Override
  public CallSession createOutgoingCall(String from, String to, Treatment treatment) {
    Node node = host.node();
    String caller = uri("from", from);
    String called = uri("to", to);
    if (!node.doors().open() || node.draining()) {
      throw new SessionException(
          ErrorKind.DRAINING, "no node of the cluster takes new calls just now");
    }
    SessionId id = node.doors().mint();
    var plan = new CallPlan(caller, null, called, treatment, null, null, node.ringing(), List.of());
    done(node.asks().session(id, replyTo -> new SessionCommand.Originate(plan, replyTo)));
    return new CallSession(info(id), this);
  }

  private static String uri(String what, String text) {
    return switch (SipUris.check(text)) {
      case Checked.Right(var uri) -> uri;
      case Checked.Wrong(var why) ->
          throw new SessionException(ErrorKind.INVALID_URI, what + " " + why);
    };
  }

  @Override
  public CallSession waitForAnswer(SessionId session, Duration timeout) {
    SessionReply reply = host.node().asks().await(session, timeout);
    SessionInfo info = told(reply);
    if (info.phase() != SessionInfo.Phase.ACTIVE) {
      EndCause end = info.end();
      throw new SessionException(
          ErrorKind.INVALID_STATE,
          end == null
              ? "session " + session + " is in state " + info.state()
              : "not answered: " + end.status() + " " + end.reason());
    }
    return new CallSession(info, this);
  }

  @Override
  public void acceptIncomingCall(SessionId session, Treatment treatment) {
    decide(session, new Verdict.Accept(treatment));
  }

  @Override
  public void rejectIncomingCall(SessionId session, int status, @Nullable String reason) {
    if (status < 400 || status > 699) {
      throw new IllegalArgumentException("a rejection has a status of 400 to 699, not " + status);
    }
    decide(session, new Verdict.Reject(status, reason));
  }

  private void decide(SessionId session, Verdict verdict) {
    done(
        host.node()
            .asks()
            .session(session, replyTo -> new SessionCommand.Decide(verdict, replyTo)));
  }

  @Override
  public void terminateSession(SessionId session) {
    SessionReply reply =
        host.node()
            .asks()
            .session(
                session,
                replyTo ->
                    new SessionCommand.Terminate(
                        EndCause.application("Ended by the application"), replyTo));
    if (reply instanceof SessionReply.Refused(var error, _) && error == ErrorKind.NOT_FOUND) {
      return; // it has ended, which is what was wanted
    }
    done(reply);
  }

  @Override
  public void hold(SessionId session) {
    hold(session, true);
  }

  @Override
  public void resume(SessionId session) {
    hold(session, false);
  }

  private void hold(SessionId session, boolean on) {
    done(
        host.node()
            .asks()
            .session(session, replyTo -> new SessionCommand.Hold(on, replyTo), AGREEMENT));
  }

  @Override
  public Optional<SessionInfo> getSession(SessionId session) {
    SessionReply reply = host.node().asks().session(session, SessionCommand.Describe::new);
    return reply instanceof SessionReply.Told(var info) && info.phase() != SessionInfo.Phase.ENDED
        ? Optional.of(info)
        : Optional.empty();
  }

  private SessionInfo info(SessionId session) {
    return told(host.node().asks().session(session, SessionCommand.Describe::new));
  }

  @Override
  public List<SessionId> listActiveSessions() {
    return getActiveSessions(null, 1000).stream().map(SessionInfo::id).toList();
  }

  @Override
  public List<SessionInfo> getActiveSessions(@Nullable SessionId after, int limit) {
    return host.node().asks().sessions(after, limit);
  }

  @Override
  public SessionStats getStats() {
    return host.node().asks().stats();
  }

  // Bridges and conferences.

  @Override
  public BridgeId bridgeSessions(SessionId first, SessionId second) {
    BridgeId bridge = Ids.bridge(first.shard());
    bridged(bridge, replyTo -> new BridgeCommand.Connect(List.of(first, second), replyTo));
    return bridge;
  }

  @Override
  public void destroyBridge(BridgeId bridge) {
    bridged(bridge, replyTo -> new BridgeCommand.Destroy(false, "Bridge destroyed", replyTo));
  }

  @Override
  public void removeSessionFromBridge(BridgeId bridge, SessionId session) {
    bridged(bridge, replyTo -> new BridgeCommand.Remove(session, replyTo));
  }

  @Override
  public Optional<BridgeInfo> getBridgeInfo(BridgeId bridge) {
    BridgeReply reply = host.node().asks().bridge(bridge, BridgeCommand.Describe::new);
    return reply instanceof BridgeReply.Told(var info) ? Optional.of(info) : Optional.empty();
  }

  @Override
  public Optional<BridgeId> getSessionBridge(SessionId session) {
    return getSession(session).map(SessionInfo::bridge);
  }

  @Override
  public List<BridgeInfo> listBridges() {
    return host.node().asks().bridges();
  }

  @Override
  public Subscription subscribeToBridgeEvents(Consumer<BridgeNotice> subscriber) {
    return host.node().subscribe(subscriber);
  }

  @Override
  public Subscription subscribeToCallRecords(Consumer<CallRecord> subscriber) {
    return host.node().subscribeToRecords(subscriber);
  }

  @Override
  public BridgeId createConference(String name, int maxParticipants) {
    if (maxParticipants < 2 || maxParticipants > 10_000) {
      throw new IllegalArgumentException(
          "a conference takes 2 to 10,000 participants, not " + maxParticipants);
    }
    BridgeId room = room(name);
    bridged(room, replyTo -> new BridgeCommand.Open(name, maxParticipants, replyTo));
    return room;
  }

  @Override
  public void joinConference(String name, SessionId session) {
    BridgeId room = room(name);
    SessionInfo info = info(session);
    if (info.phase() == SessionInfo.Phase.SETUP && info.role().equals("UAS")) {
      decide(session, new Verdict.Join(room, name));
      return;
    }
    if (info.phase() != SessionInfo.Phase.ACTIVE) {
      throw new SessionException(
          ErrorKind.INVALID_STATE, "session " + session + " is in state " + info.state());
    }
    host.node().asks().join(room, name, info);
  }

  @Override
  public void leaveConference(String name, SessionId session) {
    bridged(room(name), replyTo -> new BridgeCommand.Remove(session, replyTo));
  }

  @Override
  public void destroyConference(String name) {
    bridged(room(name), replyTo -> new BridgeCommand.Destroy(true, "Conference ended", replyTo));
  }

  @Override
  public Optional<BridgeInfo> getConference(String name) {
    return getBridgeInfo(room(name));
  }

  private BridgeId room(String name) {
    if (!name.matches("[A-Za-z0-9._~-]{1,64}")) {
      throw new IllegalArgumentException(
          "a conference is named by 1 to 64 of A-Z a-z 0-9 . _ ~ -, not " + name);
    }
    return Ids.conference(name, host.node().shards());
  }

  private void bridged(BridgeId bridge, Function<ActorRef<BridgeReply>, BridgeCommand> command) {
    if (host.node().asks().bridge(bridge, command)
        instanceof BridgeReply.Refused(var error, var detail)) {
      throw new SessionException(error, detail);
    }
  }

  private static void done(SessionReply reply) {
    if (reply instanceof SessionReply.Refused(var error, var detail)) {
      throw new SessionException(error, detail);
    }
  }

  private static SessionInfo told(SessionReply reply) {
    return switch (reply) {
      case SessionReply.Told(var info) -> info;
      case SessionReply.Refused(var error, var detail) -> throw new SessionException(error, detail);
      case SessionReply.Done(var session) ->
          throw new IllegalStateException("session " + session + " told nothing");
    };
  }
}
