package dev.tandem.protocol;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a session hears. Commands arrive from edges (SIP), from applications, from other sessions
/// and from bridges; media replies and timers arrive as [Internal].
public sealed interface SessionCommand extends Wire {
  /// What happens to a call, as edges, other sessions and bridges tell. Nobody waits for an answer.
  sealed interface News extends SessionCommand {}

  // From an edge.

  /// A new call. The edge repeats it until the session has answered, so it may arrive again.
  record Invited(Invitation invitation, TransactionRef transaction) implements News {}

  /// A request inside our dialog other than ACK and CANCEL. Must be answered through `transaction`;
  /// the edge repeats the command until it is.
  record Requested(DialogRequest request, TransactionRef transaction) implements News {}

  /// The ACK of our 2xx.
  ///
  /// @param body an SDP answer when our 2xx carried the offer, else empty
  record Acked(long cseq, PeerAddress source, @Nullable String contentType, String body)
      implements News {}

  /// The caller has given up; the edge has answered the CANCEL itself with 200. The session answers
  /// the INVITE with 487.
  ///
  /// @param reason value of the Reason header, null when there is none
  record Cancelled(@Nullable String reason) implements News {}

  /// A response to a request of ours.
  ///
  /// @param request the key given in [EdgeCommand.Send]
  record Responded(String request, DialogResponse response) implements News {}

  /// A request of ours got no final response.
  record Unanswered(String request, Failure failure) implements News {}

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
  ///
  /// @param table name of the state table it follows, null for the node's own
  record Originate(CallPlan plan, @Nullable String table, ActorRef<SessionReply> replyTo)
      implements SessionCommand {}

  /// What is to happen to an incoming call that is not answered yet.
  record Decide(Verdict verdict, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Ends the session the way its state asks for: CANCEL, a final response, or BYE.
  ///
  /// @param cause goes into the record of the call and a Reason header
  record Terminate(EndCause cause, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Puts the peer on hold, or takes it off. Answered when the peer has agreed, or with why not.
  record Hold(boolean on, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Has the peer agree to other codecs, or another direction. Answered when it has, or with why
  /// not.
  ///
  /// @param options null to leave them
  /// @param direction null to leave it
  record Update(
      @Nullable MediaOptions options,
      @Nullable MediaDirection direction,
      ActorRef<SessionReply> replyTo)
      implements SessionCommand {}

  /// Mutes the call, beside what is muted already, or lets it be heard again. Answered at once.
  record Mute(Muting which, boolean on, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Asks the peer to call somebody else (REFER). Answered when it has told how that went, or with
  /// why it cannot be.
  record Transfer(ReferTo target, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Has another device take the peer's place. Answered when it has, or with why it has not.
  ///
  /// @param targets of one person, best first, at most ten; the first that is not the device that
  ///   has the call is called: texts of a [CallTarget]
  record Move(List<String> targets, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// The call is to be connected with that of `consulting`, the transferor's call to the peer of
  /// this one: passes on to it, as [Transfer], which dialog to replace.
  record TransferInto(SessionId consulting, ActorRef<SessionReply> replyTo)
      implements SessionCommand {}

  /// What is to become of the transfer that the peer's REFER with that CSeq asks for.
  record DecideTransfer(long cseq, TransferVerdict verdict) implements News {}

  /// Presses keys: one INFO with `application/dtmf-relay` each, the next when the peer has taken
  /// the one before. Answered when it has taken all, or with why not.
  record Press(KeyPresses keys, ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Answered by [SessionReply.Told].
  record Describe(ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// What has happened to the session, and what can happen next. Answered by
  /// [SessionReply.Happened].
  record Recount(ActorRef<SessionReply> replyTo) implements SessionCommand {}

  /// Answered by [SessionReply.Told] when the session becomes active or ends, whichever is first.
  record AwaitAnswer(ActorRef<SessionReply> replyTo) implements SessionCommand {}

  // From the other session of a forwarded call.

  /// The leg called on our behalf rings (18x), or is heard already.
  ///
  /// @param mediaNode where its early media is, null when there is none
  /// @param encoding its codec, best for ours too
  record PeerRings(
      SessionId peer, int status, @Nullable String mediaNode, @Nullable String encoding)
      implements News {}

  /// The leg called on our behalf has answered; its media is on `mediaNode`.
  ///
  /// @param encoding its codec, best for ours too
  record PeerAnswers(SessionId peer, String mediaNode, @Nullable String encoding) implements News {}

  /// The other leg of a forwarded call has ended, or never came to be.
  ///
  /// @param status what its far side answered, 200 for an ordinary BYE, 480 when it was we who gave
  ///   up
  /// @param headers of its refusal that ours is to have too: Reason, Retry-After, Warning; null for
  ///   none
  record PeerFails(SessionId peer, int status, String reason, @Nullable List<Header> headers)
      implements News {}

  /// The far side of the other leg has sent INFO, which is passed on.
  ///
  /// @param body empty when there is none
  record PeerInforms(
      SessionId peer, @Nullable String contentType, String body, List<Header> headers)
      implements News {}

  /// The far side of the other leg holds its call, or not any more, which is passed on.
  record PeerHolds(SessionId peer, boolean on) implements News {}

  /// The far side of the other leg has sent REFER, which is passed on. Answered by [PeerTransfers],
  /// as often as there is something to tell; asked again, it is told again.
  ///
  /// @param cseq of the REFER
  /// @param target value of Refer-To
  /// @param referredBy value of Referred-By
  record PeerRefers(SessionId peer, long cseq, String target, String referredBy) implements News {}

  /// How far the transfer has come that the REFER with that CSeq has asked for.
  ///
  /// @param status 100–699, as the far side of this leg tells it
  record PeerTransfers(SessionId peer, long cseq, int status) implements News {}

  // From other sessions, when a call is transferred.

  /// Another session is to take this one's place, if this is the dialog meant. Answered by
  /// [TakePlace] to `by` and [PeerAnswers] to `informs`, or by [PeerFails] to `informs`.
  record Replace(Replaces dialog, SessionId by, SessionId informs) implements News {}

  /// The place of the session `of` is yours: its bridge and the other session there.
  record TakePlace(SessionId of, @Nullable SessionId peer, @Nullable BridgeId bridge)
      implements News {}

  /// The other session of yours is not `from` any more but `to`.
  record Relink(SessionId from, SessionId to) implements News {}

  // From a bridge or conference.

  /// The bridge asks the session to come in. Answered by [BridgeCommand.Entered] or
  /// [BridgeCommand.Leave].
  record EnterBridge(BridgeId bridge, String mediaNode) implements News {}

  /// The session may not join.
  record BridgeRefuses(BridgeId bridge, ErrorKind error, String detail) implements News {}

  /// The bridge is over, or the session was taken out of it.
  ///
  /// @param hangUp whether the call ends with it
  record BridgeEnds(BridgeId bridge, boolean hangUp, String reason) implements News {}

  // When a node is lost or is to be left.

  /// The session's leg cannot stay where it is. Nothing happens when it is elsewhere already.
  ///
  /// @param mediaNode the node that is gone or leaves
  /// @param lost whether it is gone; else the leg is moved before it is closed there
  record LeaveMedia(String mediaNode, boolean lost) implements News {}

  /// The peer must not send its next request to that edge: it is gone or leaves. The session
  /// refreshes its Contact through another one (RFC 3261 §12.2), unless the peer knows another one
  /// already.
  record LeaveEdge(String edgeNode) implements News {}

  /// The bridge has moved: the leg has to be on `mediaNode`. Nothing happens when it is.
  ///
  /// @param lost whether the node it was on is gone
  record MoveLeg(BridgeId bridge, String mediaNode, boolean lost) implements News {}

  // From a media node.

  /// Nobody has used this leg for a while: is it still yours?
  record AuditLeg(LegId leg, String mediaNode) implements SessionCommand {}

  /// What a session tells itself: timers, media replies. Never crosses a process.
  non-sealed interface Internal extends SessionCommand {}
}
