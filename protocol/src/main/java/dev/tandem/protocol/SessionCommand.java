package dev.tandem.protocol;

import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a session hears. Commands arrive from edges (SIP), from applications, from other sessions
/// and from bridges; media replies and timers arrive as [Internal].
public sealed interface SessionCommand extends Wire {

  // From an edge.

  /// A new call. The edge repeats it until the session has answered, so it may arrive again.
  record Invited(Invitation invitation, TransactionRef transaction) implements SessionCommand {}

  /// A request inside our dialog other than ACK and CANCEL. Must be answered through `transaction`;
  /// the edge repeats the command until it is.
  record Requested(DialogRequest request, TransactionRef transaction) implements SessionCommand {}

  /// The ACK of our 2xx.
  ///
  /// @param body an SDP answer when our 2xx carried the offer, else empty
  record Acked(long cseq, PeerAddress source, @Nullable String contentType, String body)
      implements SessionCommand {}

  /// The caller has given up; the edge has answered the CANCEL itself with 200. The session answers
  /// the INVITE with 487.
  ///
  /// @param reason value of the Reason header, null when there is none
  record Cancelled(@Nullable String reason) implements SessionCommand {}

  /// A response to a request of ours.
  ///
  /// @param request the key given in [EdgeCommand.Send]
  record Responded(String request, DialogResponse response) implements SessionCommand {}

  /// A request of ours got no final response.
  record Unanswered(String request, Failure failure) implements SessionCommand {}

  enum Failure {
    /// Timer B or F fired (RFC 3261 §17.1), as good as a 408.
    TIMEOUT,
    /// The transport refused: no connection, ICMP error; as good as a 503.
    TRANSPORT,
    /// The next hop is no address we can send to; as good as a 503 too.
    UNRESOLVED
  }

  // From applications.

  /// Starts an outgoing call. Answered once the INVITE is about to go out, or with why it cannot.
  record Originate(CallPlan plan, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// What is to happen to an incoming call that is not answered yet.
  record Decide(Verdict verdict, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Ends the session the way its state asks for: CANCEL, a final response, or BYE.
  ///
  /// @param cause goes into the record of the call and a Reason header
  record Terminate(EndCause cause, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Puts the peer on hold, or takes it off. Answered when the peer has agreed, or with why not.
  record Hold(boolean on, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Answered by [SessionReply.Told].
  record Describe(ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Answered by [SessionReply.Told] when the session becomes active or ends, whichever is first.
  record AwaitAnswer(ActorRef<SessionReply> replyTo) implements SessionCommand {}

  // From the other session of a forwarded call.

  /// The leg called on our behalf rings (18x).
  record PeerRings(SessionId peer, int status) implements SessionCommand {}

  /// The leg called on our behalf has answered; its media is on `mediaNode`.
  ///
  /// @param encoding its codec, best for ours too
  record PeerAnswers(SessionId peer, String mediaNode, @Nullable String encoding)
      implements SessionCommand {}

  /// The other leg of a forwarded call has ended, or never came to be.
  ///
  /// @param status what its far side answered, 200 for an ordinary BYE, 480 when it was we who gave
  ///   up
  record PeerFails(SessionId peer, int status, String reason) implements SessionCommand {}

  // From a bridge or conference.

  /// The bridge asks the session to come in. Answered by [BridgeCommand.Entered] or
  /// [BridgeCommand.Leave].
  record EnterBridge(BridgeId bridge, String mediaNode) implements SessionCommand {}

  /// The session may not join.
  record BridgeRefuses(BridgeId bridge, ErrorKind error, String detail) implements SessionCommand {}

  /// The bridge is over, or the session was taken out of it.
  ///
  /// @param hangUp whether the call ends with it
  record BridgeEnds(BridgeId bridge, boolean hangUp, String reason) implements SessionCommand {}

  // When a node is lost or is to be left.

  /// The session's leg cannot stay where it is. Nothing happens when it is elsewhere already.
  ///
  /// @param mediaNode the node that is gone or leaves
  /// @param lost whether it is gone; else the leg is moved before it is closed there
  record LeaveMedia(String mediaNode, boolean lost) implements SessionCommand {}

  /// The peer must not send its next request to that edge: it is gone or leaves. The session
  /// refreshes its Contact through another one (RFC 3261 §12.2), unless the peer knows another one
  /// already.
  record LeaveEdge(String edgeNode) implements SessionCommand {}

  /// The bridge has moved: the leg has to be on `mediaNode`. Nothing happens when it is.
  ///
  /// @param lost whether the node it was on is gone
  record MoveLeg(BridgeId bridge, String mediaNode, boolean lost) implements SessionCommand {}

  // From a media node.

  /// Nobody has used this leg for a while: is it still yours?
  record AuditLeg(LegId leg, String mediaNode) implements SessionCommand {}

  /// What a session tells itself: timers, media replies. Never crosses a process.
  non-sealed interface Internal extends SessionCommand {}
}
