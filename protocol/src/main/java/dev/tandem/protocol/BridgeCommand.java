package dev.tandem.protocol;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a bridge or conference hears.
public sealed interface BridgeCommand extends Wire {

  /// Two legs of a forwarded call are connected already; keep the book of it. Idempotent.
  record Form(List<SessionId> members, String mediaNode) implements BridgeCommand {}

  /// Connects active sessions whose legs are on one media node.
  record Connect(List<SessionId> members, ActorRef<BridgeReply> replyTo) implements BridgeCommand {}

  /// Opens the conference, empty.
  ///
  /// @param maxMembers 2–10,000
  record Open(String name, int maxMembers, ActorRef<BridgeReply> replyTo)
      implements BridgeCommand {}

  /// A session wants to join; a conference that does not exist is opened by the first. Answered to
  /// the session by [SessionCommand.EnterBridge] or [SessionCommand.BridgeRefuses].
  ///
  /// @param mediaNode where the session's leg is, null when it has none yet
  /// @param replyTo who else wants to know whether it is refused, null for nobody
  record Join(
      SessionId session,
      @Nullable String name,
      @Nullable String mediaNode,
      @Nullable ActorRef<BridgeReply> replyTo)
      implements BridgeCommand {}

  /// The session's leg is in.
  record Entered(SessionId session) implements BridgeCommand {}

  /// The session is out, or could not come in.
  record Leave(SessionId session, String reason) implements BridgeCommand {}

  /// The session is out; the others stay, whatever their number. For one that goes to another
  /// bridge with whom it has talked to.
  record Depart(SessionId session) implements BridgeCommand {}

  /// The phone of `leaving` has another call with us, `replaced`, whose place the other one of two
  /// members is to have: tells that session so ([SessionCommand.Replace]). Who leaves hears of it
  /// as `replaced` says, or of a refusal.
  record HandOver(SessionId leaving, SessionId replaced, Replaces dialog)
      implements BridgeCommand {}

  /// `entering` takes the place of `leaving`, which knows. Answered to `entering` by
  /// [SessionCommand.EnterBridge], or by [SessionCommand.BridgeEnds] when there is no such place.
  record Replace(SessionId leaving, SessionId entering) implements BridgeCommand {}

  /// The session's leg cannot stay on `mediaNode`. The bridge chooses another node for all its
  /// members, once, and tells each of them [SessionCommand.MoveLeg]; a bridge that has moved
  /// already says where to.
  ///
  /// @param lost whether the node is gone, or is only to be left
  record LeaveMedia(SessionId session, String mediaNode, boolean lost) implements BridgeCommand {}

  /// Takes a session out without ending its call.
  record Remove(SessionId session, ActorRef<BridgeReply> replyTo) implements BridgeCommand {}

  /// Ends the bridge.
  ///
  /// @param hangUp whether the members' calls end with it
  record Destroy(boolean hangUp, String reason, ActorRef<BridgeReply> replyTo)
      implements BridgeCommand {}

  record Describe(ActorRef<BridgeReply> replyTo) implements BridgeCommand {}

  /// What a bridge tells itself. Never crosses a process.
  non-sealed interface Internal extends BridgeCommand {}
}
