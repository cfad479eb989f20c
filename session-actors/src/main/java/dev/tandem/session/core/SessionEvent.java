package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.protocol.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Facts of a session, past tense. All but the [Soft] ones go to the journal and are kept; class
/// names are the journal's schema: never rename one.
///
/// Facts, not rows of the table: a table may change while calls are up. Each carries the name of
/// the state it led to.
public sealed interface SessionEvent extends Wire {
  String state();

  /// An INVITE came in. The transaction is where its answers go while that edge lives.
  ///
  /// @param edge node of that edge, null in journals older than edges' names
  record Invited(
      String state,
      Invitation invitation,
      TransactionRef transaction,
      String localTag,
      Instant at,
      @Nullable String edge)
      implements SessionEvent {}

  /// An INVITE of ours is about to go out, with our offer. A second one when the edge of the first
  /// died before the answer.
  ///
  /// @param edge node of the edge that sends it
  record Originated(
      String state,
      CallPlan plan,
      String callId,
      String localTag,
      Leg leg,
      String localSdp,
      Instant at,
      @Nullable String edge)
      implements SessionEvent {}

  /// An INVITE of ours is about to go out once more because of what it was answered.
  ///
  /// @param target where to
  /// @param headers extra ones from now on
  /// @param edge node of the edge that sends it
  record Reattempted(
      String state,
      long cseq,
      String target,
      List<Header> headers,
      Extensions.Attempts attempts,
      @Nullable String edge)
      implements SessionEvent {}

  /// What is agreed about the session timer (RFC 4028).
  ///
  /// @param ours whether we refresh
  /// @param byUpdate whether the peer takes UPDATE
  record RefreshAgreed(String state, int seconds, boolean ours, boolean byUpdate)
      implements SessionEvent {}

  /// The answer to our offer came with a provisional response.
  ///
  /// @param remoteTag of its dialog when the response was reliable: then the 2xx need not repeat it
  ///   (RFC 3262 §5); null else
  record EarlyAnswer(String state, Leg leg, String remoteSdp, @Nullable String remoteTag)
      implements SessionEvent {}

  /// The caller is about to hear us before the answer, by a 183 with `localSdp`; or hears something
  /// else from now on, by the same one.
  record Progressed(String state, Leg leg, String localSdp, String remoteSdp)
      implements SessionEvent {}

  /// A reliable provisional response is about to go out (RFC 3262).
  record RangReliably(String state, long rseq, int status) implements SessionEvent {}

  /// The incoming call rings until somebody decides.
  ///
  /// @param until when it has rung enough, null for the time all calls may ring
  record Deferred(String state, @Nullable Instant until) implements SessionEvent {}

  /// The incoming call is being put through to `target` by the session `peer`.
  record Forwarded(String state, SessionId peer, BridgeId bridge, @Nullable String target)
      implements SessionEvent {}

  /// The incoming call is being put through to several phones, or the next group of them.
  record Forked(String state, Fork fork) implements SessionEvent {}

  /// That branch of the fork has the call.
  record Taken(String state, SessionId peer) implements SessionEvent {}

  /// The call is answered: by us (UAS: our 2xx is about to go out) or by the peer (UAC: its 2xx
  /// came).
  ///
  /// @param remoteTag, remoteTarget, routeSet of the dialog; null and empty for UAS, which has them
  ///   from the INVITE
  record Answered(
      String state,
      Leg leg,
      String localSdp,
      String remoteSdp,
      @Nullable String remoteTag,
      @Nullable String remoteTarget,
      List<String> routeSet,
      @Nullable PeerAddress flow,
      Instant at)
      implements SessionEvent {}

  /// The ACK of our 2xx came.
  record Established(String state, Instant at) implements SessionEvent {}

  /// Offer and answer were exchanged again; `localSdp` describes `leg`.
  ///
  /// @param edge node of the edge whose Contact the peer has now, null when it has not changed
  /// @param remoteTarget the peer's new Contact, null when it has not changed
  record Renegotiated(
      String state,
      Leg leg,
      String localSdp,
      String remoteSdp,
      int sdpVersion,
      long remoteCseq,
      @Nullable String edge,
      @Nullable String remoteTarget)
      implements SessionEvent {}

  /// Another leg has taken the place of the one before, which is kept until the peer sends here.
  record Relocated(String state, Leg leg, @Nullable Leg leaving) implements SessionEvent {}

  /// A re-INVITE of ours is about to go out.
  ///
  /// @param sdp our offer
  /// @param leg what it describes
  /// @param edge node of the edge that sends it
  /// @param credentials the answer to a challenge of the one before; null for none
  /// @param hold whether it puts the peer on hold, null in older journals
  /// @param media what it offers instead of what was agreed, null for the same
  record Reoffered(
      String state,
      long cseq,
      String sdp,
      int sdpVersion,
      LegId leg,
      @Nullable String edge,
      @Nullable List<Header> credentials,
      @Nullable Boolean hold,
      @Nullable MediaWish media)
      implements SessionEvent {}

  /// The application wants the peer on hold, or not any more; or the peer has refused that.
  ///
  /// @param asked whether it is to be on hold
  record HoldAsked(String state, boolean asked) implements SessionEvent {}

  /// The application has said what the call offers and accepts, before its answer.
  record MediaChosen(String state, MediaWish media) implements SessionEvent {}

  /// The application wants the peer to agree to that; null: no more, or the peer has refused.
  record MediaAsked(String state, @Nullable MediaWish media) implements SessionEvent {}

  /// What is muted has changed.
  ///
  /// @param muting all that is muted now
  record Muted(String state, Muting muting) implements SessionEvent {}

  /// The far side of the other leg holds its call, so the peer is to be on hold; or not any more.
  record HoldPassed(String state, boolean on) implements SessionEvent {}

  /// The other leg is told that the peer holds us, or not any more.
  record HoldShared(String state, boolean on) implements SessionEvent {}

  /// The session is on a bridge or in a conference.
  record Bridged(String state, BridgeId bridge, Leg leg) implements SessionEvent {}

  record Unbridged(String state, Leg leg) implements SessionEvent {}

  /// A transfer is under way: the peer's REFER was taken, or ours is about to go out.
  record TransferBegun(String state, Transfer transfer) implements SessionEvent {}

  /// How the transfer went.
  record TransferEnded(String state, int status) implements SessionEvent {}

  /// Another session is the other one of this session now, on that bridge.
  record Relinked(String state, @Nullable SessionId peer, @Nullable BridgeId bridge)
      implements SessionEvent {}

  /// The session is being ended; a BYE or CANCEL is about to go out.
  ///
  /// @param at null in journals older than this time
  record HungUp(String state, EndCause cause, @Nullable Instant at) implements SessionEvent {}

  /// It is over. Nothing follows.
  ///
  /// @param record the whole call, for the records; null in journals older than records
  /// @param remoteCseq of the peer's last request
  record Ended(
      String state, EndCause cause, Instant at, @Nullable CallRecord record, long remoteCseq)
      implements SessionEvent {}

  /// The call follows the state table of that name from now on; before, or without this, that of
  /// its node.
  record Governed(String state, String table) implements SessionEvent {}

  /// Conditions of the table that changed.
  record Noted(String state, Map<String, Integer> conditions) implements SessionEvent {}

  /// True while this entity lives, worked out again or not missed after a recovery; never in the
  /// journal.
  sealed interface Soft extends SessionEvent {}

  record Moved(String state) implements Soft {}

  /// A branch of the fork will not answer. Asked again, it says so again.
  record BranchFailed(String state, SessionId branch, int status, String reason) implements Soft {}

  record RefreshDue(String state, boolean due) implements Soft {}

  /// Our reliable provisional response is acknowledged.
  record ProvisionalHeard(String state) implements Soft {}

  /// The answer has to wait for a PRACK; both null when it does not any more.
  ///
  /// @param verdict the application's
  /// @param answer the other leg's
  record Postponed(
      String state, @Nullable Verdict verdict, SessionCommand.@Nullable PeerAnswers answer)
      implements Soft {}

  /// The peer's reliable provisional response is.
  record HeardReliably(String state, String remoteTag, long rseq) implements Soft {}

  /// The peer asks for a transfer; null: that is decided.
  record ReferHeard(String state, Transfer.@Nullable Asked asked) implements Soft {}

  /// How far a transfer has come.
  record TransferProgressed(String state, int status) implements Soft {}

  /// An outgoing call was asked for; its leg is being opened.
  record Planned(String state, CallPlan plan, Instant at) implements Soft {}

  /// What the leg is to be, before it is open.
  record Agreed(
      String state, @Nullable LegRemote remote, Treatment treatment, @Nullable String mediaNode)
      implements Soft {}

  record LegUp(String state, Leg leg) implements Soft {}

  /// We were promised a place on this bridge.
  record Promised(String state, BridgeId bridge) implements Soft {}

  record Heard(String state, long remoteCseq, @Nullable String remoteTarget, PeerAddress flow)
      implements Soft {}

  record Sent(String state, long localCseq) implements Soft {}

  /// The leg is being replaced.
  ///
  /// @param lost whether the leg so far is gone
  /// @param opening whether the other leg is being opened; else the bridge is asked where to
  record Replacing(
      String state,
      boolean lost,
      boolean opening,
      @Nullable LegRemote remote,
      Treatment treatment,
      @Nullable String mediaNode)
      implements Soft {}

  /// What was tried last has not come about: a re-INVITE, or the opening of another leg.
  ///
  /// @param tries in vain so far
  ///
  /// @param replacing whether the leg is still to be replaced
  /// @param opening whether another leg is being opened meanwhile
  record Retried(String state, int tries, boolean replacing, boolean opening) implements Soft {}

  /// Our last description is of that leg, not of the present one.
  record Described(String state, LegId leg) implements Soft {}

  /// The leg that was replaced is closed.
  record Left(String state) implements Soft {}

  /// The edge that our Contact names is gone or leaves.
  record EdgeGone(String state) implements Soft {}

  /// Our 2xx to a re-INVITE with this CSeq waits for its ACK; 0: none does.
  record Unacked(String state, long cseq) implements Soft {}
}
