package dev.tandem.session.core;

import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.TableEvent;

/// What an input is called in a state table.
final class TableEvents {
  private TableEvents() {}

  static TableEvent of(SessionInput input) {
    return switch (input) {
      case SessionInput.Invite _ -> TableEvent.INCOMING_CALL;
      case SessionInput.Request(var request, _) -> request(request.method());
      case SessionInput.Ack _ -> TableEvent.DIALOG_ACK;
      case SessionInput.Cancelled _ -> TableEvent.DIALOG_CANCEL;
      case SessionInput.InviteResponse(var response) -> response(response.status());
      case SessionInput.InviteUnanswered(var failure) ->
          failure == Failure.TIMEOUT ? TableEvent.DIALOG_TIMEOUT : TableEvent.DIALOG_ERROR;
      case SessionInput.ByeDone _ -> TableEvent.CLEANUP_COMPLETE;
      case SessionInput.Make _ -> TableEvent.MAKE_CALL;
      case SessionInput.Decided(var verdict) -> verdict(verdict);
      case SessionInput.HangUp _ -> TableEvent.HANGUP_CALL;
      case SessionInput.LegOpened _ -> TableEvent.MEDIA_SESSION_READY;
      case SessionInput.LegChanged _ -> TableEvent.MEDIA_SESSION_CHANGED;
      case SessionInput.LegFailed _ -> TableEvent.MEDIA_ERROR;
      case SessionInput.PeerRings _ -> TableEvent.PEER_RINGING;
      case SessionInput.PeerAnswers _ -> TableEvent.PEER_ANSWERED;
      case SessionInput.PeerFails _ -> TableEvent.PEER_FAILED;
      case SessionInput.EnterBridge _ -> TableEvent.BRIDGE_SESSIONS;
      case SessionInput.BridgeRefuses _ -> TableEvent.BRIDGE_ENDED;
      case SessionInput.BridgeEnds(_, boolean hangUp, _) ->
          hangUp ? TableEvent.BRIDGE_ENDED : TableEvent.UNBRIDGE_SESSIONS;
      case SessionInput.Timeout(var timer) -> timeout(timer);
    };
  }

  private static TableEvent request(String method) {
    return switch (method) {
      case "BYE" -> TableEvent.DIALOG_BYE;
      case "INVITE" -> TableEvent.REINVITE_RECEIVED;
      case "UPDATE" -> TableEvent.UPDATE_RECEIVED;
      case "INFO" -> TableEvent.INFO_RECEIVED;
      default -> TableEvent.OTHER_REQUEST_RECEIVED;
    };
  }

  private static TableEvent response(int status) {
    return switch (status / 100) {
      case 1 ->
          switch (status) {
            case 100 -> TableEvent.DIALOG_100_TRYING;
            case 183 -> TableEvent.DIALOG_183_SESSION_PROGRESS;
            default -> TableEvent.DIALOG_180_RINGING;
          };
      case 2 -> TableEvent.DIALOG_200_OK;
      case 3 -> TableEvent.DIALOG_3XX_REDIRECT;
      case 4 ->
          status == 487 ? TableEvent.DIALOG_487_REQUEST_TERMINATED : TableEvent.DIALOG_4XX_FAILURE;
      case 5 -> TableEvent.DIALOG_5XX_FAILURE;
      default -> TableEvent.DIALOG_6XX_FAILURE;
    };
  }

  private static TableEvent verdict(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accept _ -> TableEvent.ACCEPT_CALL;
      case Verdict.Reject _ -> TableEvent.REJECT_CALL;
      case Verdict.Defer _ -> TableEvent.DEFER_CALL;
      case Verdict.Forward _ -> TableEvent.FORWARD_CALL;
      case Verdict.Redirect _ -> TableEvent.REDIRECT_CALL;
      case Verdict.Join _ -> TableEvent.JOIN_CONFERENCE;
    };
  }

  private static TableEvent timeout(SessionTimer timer) {
    return switch (timer) {
      case RINGING -> TableEvent.RINGING_TIMEOUT;
      case ACK -> TableEvent.ACK_TIMEOUT;
      case SESSION -> TableEvent.SESSION_TIMEOUT;
      case CLEANUP -> TableEvent.CLEANUP_COMPLETE;
      case MEDIA -> TableEvent.MEDIA_ERROR;
    };
  }
}
