package dev.tandem.bridge;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeReply;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionReply;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Connecting sessions that are up already: each is asked how it stands, then all are asked in,
/// then the asker is told. One at a time; the asker of a second is refused.
final class Introductions {
  /// What the entity tells itself.
  sealed interface Own extends BridgeCommand.Internal {}

  record Described(SessionReply reply) implements Own {}

  record Late() implements Own {}

  private static final Late LATE = new Late();
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ActorContext<BridgeCommand> ctx;
  private final TimerScheduler<BridgeCommand> timers;
  private final BridgeDoors doors;
  private final Map<SessionId, String> mediaNodes = new LinkedHashMap<>();
  private final Set<SessionId> awaited = new HashSet<>();
  private List<SessionId> members = List.of();
  private @Nullable ActorRef<BridgeReply> asker;
  private @Nullable ActorRef<SessionReply> descriptions;

  Introductions(
      ActorContext<BridgeCommand> ctx, TimerScheduler<BridgeCommand> timers, BridgeDoors doors) {
    this.ctx = ctx;
    this.timers = timers;
    this.doors = doors;
  }

  boolean busy() {
    return asker != null;
  }

  void begin(List<SessionId> sessions, ActorRef<BridgeReply> replyTo) {
    if (busy() || sessions.size() != 2 || sessions.get(0).equals(sessions.get(1))) {
      replyTo.tell(
          new BridgeReply.Refused(
              ErrorKind.INVALID_STATE,
              busy() ? "the bridge is being set up" : "a bridge needs two different sessions"));
      return;
    }
    asker = replyTo;
    members = List.copyOf(sessions);
    mediaNodes.clear();
    awaited.clear();
    awaited.addAll(members);
    timers.startSingleTimer(LATE, LATE, PATIENCE);
    members.forEach(it -> doors.tell(it, new SessionCommand.Describe(descriptions())));
  }

  /// The members to connect, once all have said how they stand and nothing is against it; else
  /// empty.
  List<SessionId> heard(Own own) {
    return switch (own) {
      case Described(SessionReply.Told(var info)) -> described(info);
      case Described(SessionReply.Refused(var error, var detail)) -> failed(error, detail);
      case Described(SessionReply.Done _), Described(SessionReply.Happened _) -> List.of();
      case Late _ -> failed(ErrorKind.UNAVAILABLE, "a session did not answer");
    };
  }

  private List<SessionId> described(SessionInfo info) {
    String node = info.mediaNode();
    if (info.phase() != SessionInfo.Phase.ACTIVE || node == null) {
      return failed(
          ErrorKind.INVALID_STATE, "session " + info.id() + " is in state " + info.state());
    }
    if (info.bridge() != null) {
      return failed(
          ErrorKind.INVALID_STATE, "session " + info.id() + " is on bridge " + info.bridge());
    }
    mediaNodes.put(info.id(), node);
    if (mediaNodes.size() < members.size()) {
      return List.of();
    }
    if (new HashSet<>(mediaNodes.values()).size() > 1) {
      return failed(
          ErrorKind.DIFFERENT_MEDIA_NODES,
          "the sessions' media is on different media nodes: " + mediaNodes);
    }
    return members;
  }

  String mediaNode() {
    return mediaNodes.values().iterator().next();
  }

  void entered(SessionId session, BridgeId bridge) {
    if (awaited.remove(session) && awaited.isEmpty() && asker != null) {
      asker.tell(new BridgeReply.Done(bridge));
      over();
    }
  }

  void left(SessionId session, String reason) {
    if (awaited.contains(session)) {
      failed(ErrorKind.INVALID_STATE, "session " + session + " could not come in: " + reason);
    }
  }

  private List<SessionId> failed(ErrorKind error, String detail) {
    if (asker != null) {
      asker.tell(new BridgeReply.Refused(error, detail));
      over();
    }
    return List.of();
  }

  private void over() {
    asker = null;
    awaited.clear();
    timers.cancel(LATE);
  }

  private ActorRef<SessionReply> descriptions() {
    if (descriptions == null) {
      descriptions = ctx.messageAdapter(SessionReply.class, Described::new);
    }
    return descriptions;
  }
}
