package dev.tandem.session;

import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.core.SessionInput;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// From what arrives at the entity to what the core decides about.
final class Inputs {
  private static final String INVITE = "invite";
  private static final String BYE = "bye";
  private static final String BYE_AGAIN = "bye-again";
  private static final String REINVITE = "reinvite-";

  private static final Set<String> CREDENTIALS = Set.of("Authorization", "Proxy-Authorization");

  private Inputs() {}

  /// Null for what needs no decision: a provisional response to a BYE, the end of a spare dialog.
  static @Nullable SessionInput of(SessionCommand command) {
    return switch (command) {
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
      case SessionCommand.Responded(var request, var response) when request.equals(BYE) ->
          response.status() < 200
              ? null
              : credentials(response).isEmpty()
                  ? new SessionInput.ByeDone()
                  : new SessionInput.ByeChallenged(credentials(response));
      case SessionCommand.Responded(var request, var response) ->
          request.equals(BYE_AGAIN) && response.status() >= 200 ? new SessionInput.ByeDone() : null;
      case SessionCommand.Unanswered(var request, var failure) when request.startsWith(INVITE) ->
          new SessionInput.InviteUnanswered(failure);
      case SessionCommand.Unanswered(var request, var failure) when request.startsWith(REINVITE) ->
          new SessionInput.ReinviteUnanswered(cseq(request), failure);
      case SessionCommand.Unanswered(var request, _) ->
          request.equals(BYE) || request.equals(BYE_AGAIN) ? new SessionInput.ByeDone() : null;
      case SessionCommand.PeerRings(var peer, int status) ->
          new SessionInput.PeerRings(peer, status);
      case SessionCommand.PeerAnswers(var peer, var node, var encoding) ->
          new SessionInput.PeerAnswers(peer, node, encoding);
      case SessionCommand.PeerFails(var peer, int status, var reason) ->
          new SessionInput.PeerFails(peer, status, reason);
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
      case SessionCommand.Originate(var plan, _) -> new SessionInput.Make(plan);
      case SessionCommand.Decide(var verdict, _) -> new SessionInput.Decided(verdict);
      case SessionCommand.Terminate(var cause, _) -> new SessionInput.HangUp(cause);
      case SessionCommand.Hold(boolean on, _) -> new SessionInput.Hold(on);
      case SessionCommand.Describe _,
          SessionCommand.AwaitAnswer _,
          SessionCommand.AuditLeg _,
          SessionCommand.Internal _ ->
          null;
    };
  }

  /// What the edge has put beside a challenge.
  private static List<Header> credentials(DialogResponse response) {
    return response.headers().stream().filter(it -> CREDENTIALS.contains(it.name())).toList();
  }

  private static long cseq(String request) {
    return Long.parseLong(request.substring(REINVITE.length()));
  }
}
