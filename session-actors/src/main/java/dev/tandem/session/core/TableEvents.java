package dev.tandem.session.core;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.TableEvent;

/// What an input is called in a state table.
final class TableEvents {
  private TableEvents() {}

  static TableEvent of(SessionState state, SessionInput input) {
    return switch (input) {
      case SessionInput.Invite _ -> TableEvent.INCOMING_CALL;
      case SessionInput.Request(var request, _) -> request(state, request);
      case SessionInput.Ack _ -> TableEvent.DIALOG_ACK;
      case SessionInput.Cancelled _ -> TableEvent.DIALOG_CANCEL;
      case SessionInput.InviteResponse(var response) -> response(response.status());
      case SessionInput.InviteUnanswered(var failure) ->
          failure == Failure.TIMEOUT ? TableEvent.DIALOG_TIMEOUT : TableEvent.DIALOG_ERROR;
      case SessionInput.ReinviteResponse(_, var response) -> reinvite(response.status());
      case SessionInput.ReinviteUnanswered(_, var failure) ->
          failure == Failure.TIMEOUT ? TableEvent.DIALOG_GONE : TableEvent.REOFFER_REFUSED;
      case SessionInput.LeaveMedia(_, boolean lost) ->
          lost ? TableEvent.MEDIA_LOST : TableEvent.MOVE_MEDIA;
      case SessionInput.MoveLeg _ -> TableEvent.MOVE_MEDIA;
      case SessionInput.LeaveEdge _ -> TableEvent.EDGE_LOST;
      case SessionInput.ByeDone _, SessionInput.ByeChallenged _ -> TableEvent.CLEANUP_COMPLETE;
      case SessionInput.Make _ -> TableEvent.MAKE_CALL;
      case SessionInput.Decided(var verdict) -> verdict(verdict);
      case SessionInput.HangUp _ -> TableEvent.HANGUP_CALL;
      case SessionInput.Hold(boolean on) -> on ? TableEvent.HOLD_CALL : TableEvent.RESUME_CALL;
      case SessionInput.Update _ -> TableEvent.UPDATE_MEDIA;
      case SessionInput.Press _ -> TableEvent.SEND_DTMF;
      case SessionInput.LegOpened _ -> TableEvent.MEDIA_SESSION_READY;
      case SessionInput.LegChanged _ -> TableEvent.MEDIA_SESSION_CHANGED;
      case SessionInput.LegFailed(var leg, _, _) -> failed(state, leg);
      case SessionInput.Move _ -> TableEvent.MOVE_CALL;
      case SessionInput.Refer _ -> TableEvent.TRANSFER_CALL;
      case SessionInput.ReferResponse(var response) -> refer(state, response);
      case SessionInput.ReferUnanswered _ -> TableEvent.TRANSFER_FAILED;
      case SessionInput.TransferDecided _ -> TableEvent.TRANSFER_DECIDED;
      case SessionInput.Replace _ -> TableEvent.REPLACE_CALL;
      case SessionInput.TakePlace _ -> TableEvent.TAKE_PLACE;
      case SessionInput.Mute _ ->
          throw new IllegalArgumentException("no table decides what is muted");
      case SessionInput.Relink _ ->
          throw new IllegalArgumentException("no table decides who the other side is");
      case SessionInput.PeerRings rings -> rings(state, rings);
      case SessionInput.PeerHolds(_, boolean on) ->
          on ? TableEvent.PEER_HOLDS : TableEvent.PEER_RESUMES;
      case SessionInput.PeerRefers _ -> TableEvent.PEER_REFERS;
      case SessionInput.PeerTransfers(_, _, int status) ->
          switch (status / 100) {
            case 1 -> TableEvent.TARGET_RINGING;
            case 2 -> TableEvent.TARGET_ANSWERED;
            default -> TableEvent.TARGET_FAILED;
          };
      case SessionInput.PeerInforms _ -> TableEvent.PEER_INFORMS;
      case SessionInput.PeerAnswers(var peer, _, _) ->
          isTarget(state, peer) ? TableEvent.TARGET_ANSWERED : TableEvent.PEER_ANSWERED;
      case SessionInput.PeerFails(var peer, _, _, _) ->
          isTarget(state, peer) ? TableEvent.TARGET_FAILED : TableEvent.PEER_FAILED;
      case SessionInput.EnterBridge _ -> TableEvent.BRIDGE_SESSIONS;
      case SessionInput.BridgeRefuses _ -> TableEvent.BRIDGE_ENDED;
      case SessionInput.BridgeEnds(_, boolean hangUp, _) ->
          hangUp ? TableEvent.BRIDGE_ENDED : TableEvent.UNBRIDGE_SESSIONS;
      case SessionInput.Timeout(var timer) -> timeout(state, timer);
    };
  }

  /// Whether that session calls the target of a transfer for us.
  private static boolean isTarget(SessionState state, SessionId peer) {
    Transfer transfer = state.extensions().transfer();
    return transfer != null && transfer.isFollowed() && peer.equals(transfer.by());
  }

  /// One of several phones is not heard before it has the call.
  private static TableEvent rings(SessionState state, SessionInput.PeerRings rings) {
    if (isTarget(state, rings.peer())) {
      return TableEvent.TARGET_RINGING;
    }
    boolean heard = rings.status() == 183 || rings.isHeard();
    return heard && state.links().fork() == null
        ? TableEvent.PEER_PROGRESS
        : TableEvent.PEER_RINGING;
  }

  private static TableEvent request(SessionState state, DialogRequest request) {
    Integer told = TransferPlan.told(state, request);
    return told == null ? request(request.method()) : transfer(told);
  }

  private static TableEvent transfer(int status) {
    return switch (status / 100) {
      case 1 -> TableEvent.TRANSFER_PROGRESS;
      case 2 -> TableEvent.TRANSFER_COMPLETED;
      default -> TableEvent.TRANSFER_FAILED;
    };
  }

  private static TableEvent refer(SessionState state, DialogResponse response) {
    if (TransferPlan.isChallenge(state, response)) {
      return TableEvent.TRANSFER_CALL;
    }
    boolean taken = response.status() < 300;
    return taken && !TransferPlan.isSilent(response)
        ? TableEvent.TRANSFER_PROGRESS
        : transfer(response.status());
  }

  private static TableEvent request(String method) {
    return switch (method) {
      case "REFER" -> TableEvent.REFER_RECEIVED;
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
      case Verdict.Progress _ -> TableEvent.SEND_EARLY_MEDIA;
      case Verdict.Forward _, Verdict.Ring _ -> TableEvent.FORWARD_CALL;
      case Verdict.Redirect _ -> TableEvent.REDIRECT_CALL;
      case Verdict.Join _ -> TableEvent.JOIN_CONFERENCE;
      case Verdict.ByTable(_, var then) -> verdict(then);
      case Verdict.WithMedia(_, var then) -> verdict(then);
    };
  }

  private static TableEvent reinvite(int status) {
    return switch (status) {
      case 408, 481 -> TableEvent.DIALOG_GONE; // RFC 3261 §12.2.1.2
      default -> status < 300 ? TableEvent.REOFFER_ACCEPTED : TableEvent.REOFFER_REFUSED;
    };
  }

  /// A leg that was up and is not any more, or one that was to take its place.
  private static TableEvent failed(SessionState state, LegId leg) {
    Leg own = state.media().leg();
    if (own != null && own.id().equals(leg)) {
      return TableEvent.MEDIA_LOST;
    }
    return state.renewal().replacing() ? TableEvent.MEDIA_MOVE_FAILED : TableEvent.MEDIA_ERROR;
  }

  private static TableEvent silent(SessionState state) {
    if (state.renewal().replacing()) {
      return TableEvent.MEDIA_MOVE_FAILED;
    }
    return state.media().leg() == null ? TableEvent.MEDIA_ERROR : TableEvent.MEDIA_LOST;
  }

  private static TableEvent timeout(SessionState state, SessionTimer timer) {
    return switch (timer) {
      case RINGING -> TableEvent.RINGING_TIMEOUT;
      case ACK -> TableEvent.ACK_TIMEOUT;
      case SESSION -> TableEvent.SESSION_TIMEOUT;
      case CLEANUP -> TableEvent.CLEANUP_COMPLETE;
      case MEDIA -> silent(state);
      case RETRY -> TableEvent.RETRY_TIMEOUT;
      case TRANSFER -> TableEvent.TRANSFER_TIMEOUT;
      case PRACK -> TableEvent.RINGING_TIMEOUT;
      case REFRESH ->
          state.extensions().refresh().ours() ? TableEvent.REFRESH_DUE : TableEvent.SESSION_TIMEOUT;
    };
  }
}
