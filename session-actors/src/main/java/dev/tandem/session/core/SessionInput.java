package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One thing that happens to a session.
public sealed interface SessionInput {
  record Invite(Invitation invitation, TransactionRef transaction) implements SessionInput {}

  record Request(DialogRequest request, TransactionRef transaction) implements SessionInput {}

  record Ack(long cseq, String body) implements SessionInput {}

  record Cancelled(@Nullable String reason) implements SessionInput {}

  /// A response to our INVITE.
  record InviteResponse(DialogResponse response) implements SessionInput {}

  /// No final response to our INVITE.
  record InviteUnanswered(Failure failure) implements SessionInput {}

  /// A final response to a re-INVITE of ours.
  record ReinviteResponse(long cseq, DialogResponse response) implements SessionInput {}

  /// No final response to a re-INVITE of ours.
  record ReinviteUnanswered(long cseq, Failure failure) implements SessionInput {}

  /// The BYE we sent is answered, or will not be.
  record ByeDone() implements SessionInput {}

  /// The BYE we sent was challenged, and these headers are the answer.
  record ByeChallenged(List<Header> credentials) implements SessionInput {}

  record Make(CallPlan plan) implements SessionInput {}

  record Decided(Verdict verdict) implements SessionInput {}

  record HangUp(EndCause cause) implements SessionInput {}

  /// Put the peer on hold, or take it off.
  record Hold(boolean on) implements SessionInput {}

  /// Have the peer agree to that.
  ///
  /// @param options null to leave them
  /// @param direction null to leave it
  record Update(@Nullable MediaOptions options, @Nullable MediaDirection direction)
      implements SessionInput {}

  /// Mute the call, or let it be heard again.
  record Mute(Muting which, boolean on) implements SessionInput {}

  /// Have another device take the peer's place.
  ///
  /// @param targets of one person, best first: texts of a
  ///   [CallTarget][dev.tandem.protocol.CallTarget]
  record Move(List<String> targets) implements SessionInput {}

  /// Ask the peer to call somebody else.
  record Refer(ReferTo target) implements SessionInput {}

  /// The final response to our REFER.
  record ReferResponse(DialogResponse response) implements SessionInput {}

  /// None came.
  record ReferUnanswered(Failure failure) implements SessionInput {}

  /// What is to become of the peer's REFER.
  record TransferDecided(long cseq, TransferVerdict verdict) implements SessionInput {}

  /// The session `by` is to take this one's place.
  record Replace(Replaces dialog, SessionId by, SessionId informs) implements SessionInput {}

  /// The place of `of` is ours.
  record TakePlace(SessionId of, @Nullable SessionId peer, @Nullable BridgeId bridge)
      implements SessionInput {}

  record Relink(SessionId from, SessionId to) implements SessionInput {}

  /// Press a key.
  record Press(char key, Duration duration) implements SessionInput {}

  /// The leg with this number is open.
  record LegOpened(LegId leg, String mediaNode, String host, int rtpPort) implements SessionInput {}

  record LegChanged(LegId leg) implements SessionInput {}

  record LegFailed(LegId leg, ErrorKind error, String detail) implements SessionInput {}

  /// @param mediaNode where its early media is, null when there is none
  record PeerRings(
      SessionId peer, int status, @Nullable String mediaNode, @Nullable String encoding)
      implements SessionInput {
    boolean isHeard() {
      return mediaNode != null;
    }
  }

  record PeerAnswers(SessionId peer, String mediaNode, @Nullable String encoding)
      implements SessionInput {}

  record PeerFails(SessionId peer, int status, String reason, List<Header> headers)
      implements SessionInput {}

  /// INFO that the far side of the other leg has sent.
  record PeerInforms(
      SessionId peer, @Nullable String contentType, String body, List<Header> headers)
      implements SessionInput {}

  /// The far side of the other leg holds its call, or not any more.
  ///
  /// @param peer the other leg; this session itself when that one is gone
  record PeerHolds(SessionId peer, boolean on) implements SessionInput {}

  /// The far side of the other leg wants the peer to call somebody else.
  ///
  /// @param cseq of its REFER
  record PeerRefers(SessionId peer, long cseq, String target, String referredBy)
      implements SessionInput {}

  /// How far the transfer has come that the other leg's peer carries out.
  record PeerTransfers(SessionId peer, long cseq, int status) implements SessionInput {}

  record EnterBridge(BridgeId bridge, String mediaNode) implements SessionInput {}

  record BridgeRefuses(BridgeId bridge, ErrorKind error, String detail) implements SessionInput {}

  record BridgeEnds(BridgeId bridge, boolean hangUp, String reason) implements SessionInput {}

  /// The leg cannot stay on that media node.
  record LeaveMedia(String mediaNode, boolean lost) implements SessionInput {}

  /// The bridge wants the leg on that media node.
  record MoveLeg(BridgeId bridge, String mediaNode, boolean lost) implements SessionInput {}

  /// The peer must not send to that edge any more.
  record LeaveEdge(String edge) implements SessionInput {}

  record Timeout(SessionTimer timer) implements SessionInput {}
}
