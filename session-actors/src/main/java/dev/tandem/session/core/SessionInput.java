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
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Verdict;
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

  /// The leg with this number is open.
  record LegOpened(LegId leg, String mediaNode, String host, int rtpPort) implements SessionInput {}

  record LegChanged(LegId leg) implements SessionInput {}

  record LegFailed(LegId leg, ErrorKind error, String detail) implements SessionInput {}

  record PeerRings(SessionId peer, int status) implements SessionInput {}

  record PeerAnswers(SessionId peer, String mediaNode, @Nullable String encoding)
      implements SessionInput {}

  record PeerFails(SessionId peer, int status, String reason) implements SessionInput {}

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
