package dev.tandem.session;

import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.core.SessionInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// From what arrives at the entity to what the core decides about.
final class Inputs {
  private static final String INVITE = "invite";
  private static final String BYE = "bye";
  private static final String BYE_AGAIN = "bye-again";
  private static final String PASSED_INFO = "passed-info-";
  private static final String REFER = "refer-";
  private static final String REINVITE = "reinvite-";

  private Inputs() {}

  /// Null for what needs no decision: a provisional response to a BYE, the end of a spare dialog.
  static @Nullable SessionInput of(SessionCommand.News news) {
    return switch (news) {
      case SessionCommand.Invited(var invitation, var transaction) ->
          new SessionInput.Invite(invitation, transaction);
      case SessionCommand.Requested(var request, var transaction) ->
          new SessionInput.Request(request, transaction);
      case SessionCommand.Acked(long cseq, _, _, var body) -> new SessionInput.Ack(cseq, body);
      case SessionCommand.Cancelled(var reason) -> new SessionInput.Cancelled(reason);
      case SessionCommand.Responded(var request, var response) when request.startsWith(INVITE) ->
          new SessionInput.InviteResponse(response);
      case SessionCommand.Responded(var request, var response) when request.startsWith(REINVITE) ->
          response.status() >= 200
              ? new SessionInput.ReinviteResponse(cseq(request), response)
              : null;
      case SessionCommand.Responded(var request, var response) when request.startsWith(REFER) ->
          response.status() >= 200 ? new SessionInput.ReferResponse(response) : null;
      case SessionCommand.Responded(var request, var response) when request.equals(BYE) ->
          response.status() < 200
              ? null
              : response.credentials().isEmpty()
                  ? new SessionInput.ByeDone()
                  : new SessionInput.ByeChallenged(response.credentials());
      case SessionCommand.Responded(var request, var response) when isInfo(request) ->
          gone(response.status());
      case SessionCommand.Responded(var request, var response) ->
          request.equals(BYE_AGAIN) && response.status() >= 200 ? new SessionInput.ByeDone() : null;
      case SessionCommand.Unanswered(var request, var failure) when request.startsWith(INVITE) ->
          new SessionInput.InviteUnanswered(failure);
      case SessionCommand.Unanswered(var request, var failure) when request.startsWith(REINVITE) ->
          new SessionInput.ReinviteUnanswered(cseq(request), failure);
      case SessionCommand.Unanswered(var request, var failure) when request.startsWith(REFER) ->
          new SessionInput.ReferUnanswered(failure);
      case SessionCommand.Unanswered(var request, var failure)
          when isInfo(request) && failure == SessionCommand.Failure.TIMEOUT ->
          gone(408);
      case SessionCommand.Unanswered(var request, _) ->
          request.equals(BYE) || request.equals(BYE_AGAIN) ? new SessionInput.ByeDone() : null;
      case SessionCommand.PeerRings(var peer, int status, var node, var encoding) ->
          new SessionInput.PeerRings(peer, status, node, encoding);
      case SessionCommand.PeerAnswers(var peer, var node, var encoding) ->
          new SessionInput.PeerAnswers(peer, node, encoding);
      case SessionCommand.PeerFails(var peer, int status, var reason, var headers) ->
          new SessionInput.PeerFails(peer, status, reason, headers == null ? List.of() : headers);
      case SessionCommand.PeerInforms(var peer, var type, var body, var headers) ->
          new SessionInput.PeerInforms(peer, type, body, headers);
      case SessionCommand.PeerHolds(var peer, boolean on) -> new SessionInput.PeerHolds(peer, on);
      case SessionCommand.PeerRefers(var peer, long cseq, var target, var by) ->
          new SessionInput.PeerRefers(peer, cseq, target, by);
      case SessionCommand.PeerTransfers(var peer, long cseq, int status) ->
          new SessionInput.PeerTransfers(peer, cseq, status);
      case SessionCommand.EnterBridge(var bridge, var node) ->
          new SessionInput.EnterBridge(bridge, node);
      case SessionCommand.BridgeRefuses(var bridge, var error, var detail) ->
          new SessionInput.BridgeRefuses(bridge, error, detail);
      case SessionCommand.BridgeEnds(var bridge, boolean hangUp, var reason) ->
          new SessionInput.BridgeEnds(bridge, hangUp, reason);
      case SessionCommand.LeaveMedia(var node, boolean lost) ->
          new SessionInput.LeaveMedia(node, lost);
      case SessionCommand.LeaveEdge(var edge) -> new SessionInput.LeaveEdge(edge);
      case SessionCommand.MoveLeg(var bridge, var node, boolean lost) ->
          new SessionInput.MoveLeg(bridge, node, lost);
      case SessionCommand.DecideTransfer(long cseq, var verdict) ->
          new SessionInput.TransferDecided(cseq, verdict);
      case SessionCommand.Replace(var dialog, var by, var informs) ->
          new SessionInput.Replace(dialog, by, informs);
      case SessionCommand.TakePlace(var of, var peer, var bridge) ->
          new SessionInput.TakePlace(of, peer, bridge);
      case SessionCommand.Relink(var from, var to) -> new SessionInput.Relink(from, to);
    };
  }

  private static boolean isInfo(String request) {
    return request.startsWith(KeySender.INFO) || request.startsWith(PASSED_INFO);
  }

  /// A peer that knows nothing of the call has lost it (RFC 3261 §12.2.1.2).
  private static @Nullable SessionInput gone(int status) {
    return status == 481 || status == 408
        ? new SessionInput.HangUp(
            new EndCause(EndCause.By.REMOTE, status, "The peer does not know the call any more"))
        : null;
  }

  private static long cseq(String request) {
    return Long.parseLong(request.substring(REINVITE.length()));
  }
}
