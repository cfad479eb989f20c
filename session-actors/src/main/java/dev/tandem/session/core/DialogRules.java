package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.session.core.SessionState.CallDialog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What holds in every state, whatever the table says.
final class DialogRules {
  private DialogRules() {}

  /// The decision when a rule settles the input; null when it is the table's turn.
  static @Nullable Decision before(
      SessionState state, SessionInput input, boolean over, Environment environment) {
    return switch (input) {
      case SessionInput.Invite(_, var transaction) ->
          state.isIdle() ? null : again(state, transaction, over, environment);
      case SessionInput.Request(var request, var transaction) ->
          request(state, request, transaction, over);
      case SessionInput.InviteResponse(var response) -> response(state, response, over);
      case SessionInput.LegOpened(var leg, var node, _, _) -> opened(state, leg, node, over);
      case SessionInput.LegFailed(var leg, _, _) ->
          awaits(state, leg) || isOurs(state, leg) ? afterEnd(over) : Decision.ignore();
      case SessionInput.LegChanged(var leg) ->
          isOurs(state, leg) ? afterEnd(over) : Decision.ignore();
      case SessionInput.ReinviteResponse(long cseq, var response) ->
          reinvite(state, cseq, response, over);
      case SessionInput.ReinviteUnanswered(long cseq, _) ->
          isOut(state, cseq) ? null : Decision.ignore();
      case SessionInput.LeaveMedia(var node, boolean lost) ->
          isLive(state, over) && isOn(state, node, lost) ? null : Decision.ignore();
      case SessionInput.MoveLeg(var bridge, var node, _) ->
          isLive(state, over) && goesTo(state, bridge, node) ? null : Decision.ignore();
      case SessionInput.LeaveEdge(var edge) -> leaveEdge(state, edge, over, environment);
      case SessionInput.ByeChallenged(var credentials) -> byeAgain(state, credentials, over);
      case SessionInput.Make(var plan) ->
          state.isIdle() ? null : LinkPlan.tellCallerAgain(state, plan, over);
      case SessionInput.Decided _, SessionInput.Hold _ -> known(state, over);
      case SessionInput.HangUp _ -> over ? Decision.ignore() : known(state, false);
      case SessionInput.EnterBridge(var bridge, _) ->
          over || state.isIdle() ? turnDown(state, bridge) : null;
      case SessionInput.BridgeRefuses(var bridge, _, _) ->
          bridge.equals(state.links().bridge()) ? afterEnd(over) : Decision.ignore();
      case SessionInput.BridgeEnds(var bridge, _, _) ->
          bridge.equals(state.links().bridge()) ? afterEnd(over) : Decision.ignore();
      case SessionInput.Ack _,
          SessionInput.Cancelled _,
          SessionInput.InviteUnanswered _,
          SessionInput.ByeDone _,
          SessionInput.PeerRings _,
          SessionInput.PeerAnswers _,
          SessionInput.PeerFails _,
          SessionInput.Timeout _ ->
          state.isIdle() ? Decision.ignore() : afterEnd(over);
    };
  }

  private static @Nullable Decision afterEnd(boolean over) {
    return over ? Decision.ignore() : null;
  }

  private static @Nullable Decision known(SessionState state, boolean over) {
    if (state.isIdle()) {
      return Decision.refuse(ErrorKind.NOT_FOUND, "there is no session " + state.id());
    }
    return over
        ? Decision.refuse(ErrorKind.NOT_FOUND, "session " + state.id() + " has ended")
        : null;
  }

  /// A bridge that counts on a session which has ended would count on it for good.
  private static Decision turnDown(SessionState state, BridgeId bridge) {
    var leave = new BridgeCommand.Leave(state.id(), "the session has ended");
    return new Decision(List.of(), List.of(new SessionAction.TellBridge(bridge, leave)), null);
  }

  /// The edge repeats an INVITE it got no answer to; another edge may ask for the one that died.
  /// What was said last is said again by the entity's timers; here only the way back is kept.
  private static Decision again(
      SessionState state, TransactionRef transaction, boolean over, Environment environment) {
    SessionState.Call call = state.theCall();
    if (over || call.invitation() == null) {
      return Decision.ignore();
    }
    List<SessionEvent> facts =
        transaction.equals(call.transaction())
            ? List.of()
            : List.of(
                new SessionEvent.Invited(
                    state.state(),
                    call.invitation(),
                    transaction,
                    state.theDialog().dialog().localTag(),
                    call.created(),
                    environment.nodeOf(transaction)));
    return new Decision(
        facts, call.answered() == null ? List.of(trying(transaction)) : List.of(), null);
  }

  /// Says that the call is in good hands, so that the edge neither repeats the INVITE nor gives the
  /// session up while a slow callee or handler is waited for.
  private static SessionAction trying(TransactionRef transaction) {
    return new SessionAction.Respond(transaction, 100, null, null, List.of(), null, "", null);
  }

  private static @Nullable Decision request(
      SessionState state, DialogRequest request, TransactionRef transaction, boolean over) {
    CallDialog dialog = state.dialog();
    if (over && dialog != null && isSameBye(dialog, request)) {
      return answer(transaction, 200, List.of());
    }
    if (dialog == null || over || !isOf(dialog.dialog(), request)) {
      return answer(transaction, 481, List.of());
    }
    if (request.cseq() < dialog.remoteCseq()) {
      return answer(transaction, 500, List.of()); // RFC 3261 §12.2.2
    }
    if (request.method().equals("PRACK")) {
      return ReliablePlan.acknowledged(state, request, transaction);
    }
    boolean offers = request.method().equals("INVITE") || !request.body().isEmpty();
    Renewal.Out out = state.renewal().out();
    if (offers && isOffer(request.method()) && out != null && !out.sdp().isEmpty()) {
      return answer(transaction, 491, List.of()); // RFC 3261 §14.2: our own is under way
    }
    return null;
  }

  private static boolean isOffer(String method) {
    return method.equals("INVITE") || method.equals("UPDATE");
  }

  /// The BYE that has ended the session, sent again to another edge because the first was slow or
  /// died over it.
  private static boolean isSameBye(CallDialog dialog, DialogRequest request) {
    return request.method().equals("BYE")
        && isOf(dialog.dialog(), request)
        && request.cseq() == dialog.remoteCseq();
  }

  /// Once: its key is another one, and the answer to that is the end.
  private static Decision byeAgain(SessionState state, List<Header> credentials, boolean over) {
    CallDialog dialog = state.dialog();
    if (over || dialog == null || state.end() == null) {
      return Decision.ignore();
    }
    long cseq = dialog.localCseq() + 1;
    return new Decision(
        List.of(new SessionEvent.Sent(state.state(), cseq)),
        List.of(
            new SessionAction.Send(
                SignallingPlan.BYE_AGAIN, "BYE", dialog.dialog(), cseq, credentials, null, "")),
        null);
  }

  private static boolean isLive(SessionState state, boolean over) {
    return !over && !state.isIdle() && state.end() == null;
  }

  private static boolean isOut(SessionState state, long cseq) {
    Renewal.Out out = state.renewal().out();
    return out != null && out.cseq() == cseq;
  }

  /// A 2xx is acknowledged whoever sent the request; what else it says is of use only while it is
  /// waited for.
  private static @Nullable Decision reinvite(
      SessionState state, long cseq, DialogResponse response, boolean over) {
    if (isOut(state, cseq) && isLive(state, over)) {
      return null;
    }
    CallDialog dialog = state.dialog();
    if (dialog == null || response.status() >= 300 || response.method().equals("UPDATE")) {
      return Decision.ignore();
    }
    return new Decision(
        List.of(), List.of(new SessionAction.Acknowledge(dialog.dialog(), cseq, "")), null);
  }

  /// Whether that node is where the leg is, or where it was about to go. That it is gone matters
  /// even when it was being left already.
  private static boolean isOn(SessionState state, String node, boolean lost) {
    Leg leg = state.media().leg();
    if (leg == null || state.renewal().opening()) {
      return node.equals(state.media().wantedNode());
    }
    boolean news = !state.renewal().replacing() || (lost && !state.renewal().lost());
    return node.equals(leg.mediaNode()) && news;
  }

  private static boolean goesTo(SessionState state, BridgeId bridge, String node) {
    if (!bridge.equals(state.links().bridge()) || state.media().legs() == 0) {
      return false;
    }
    Leg leg = state.media().leg();
    if (leg == null || state.renewal().opening()) {
      return !node.equals(state.media().wantedNode());
    }
    return state.renewal().replacing() || !node.equals(leg.mediaNode());
  }

  private static @Nullable Decision leaveEdge(
      SessionState state, String edge, boolean over, Environment environment) {
    CallDialog dialog = state.dialog();
    Renewal.Out out = state.renewal().out();
    boolean ours =
        dialog != null && (edge.equals(dialog.edge()) || (out != null && edge.equals(out.edge())));
    String next = environment.edge();
    if (!ours || over || state.end() != null || next == null || next.equals(edge)) {
      return Decision.ignore();
    }
    boolean setUp = state.call() != null && state.call().answered() == null;
    if (setUp && environment.isUp(edge)) {
      return Decision.ignore(); // it goes on with what it has begun
    }
    return null;
  }

  /// An early UAC dialog has no remote tag yet, so the peer's first request may bring it.
  private static boolean isOf(Dialog dialog, DialogRequest request) {
    return dialog.callId().equals(request.callId())
        && (dialog.remoteTag().isEmpty() || dialog.remoteTag().equals(request.remoteTag()));
  }

  private static Decision answer(TransactionRef transaction, int status, List<Header> headers) {
    return new Decision(
        List.of(),
        List.of(
            new SessionAction.Respond(transaction, status, null, null, headers, null, "", null)),
        null);
  }

  /// A 2xx of another branch than the one we talk to made a second dialog: it is acknowledged and
  /// ended at once (RFC 3261 §13.2.2.4). So is one that arrives after the end.
  private static @Nullable Decision response(
      SessionState state, DialogResponse response, boolean over) {
    CallDialog dialog = state.dialog();
    if (dialog == null) {
      return Decision.ignore();
    }
    boolean success = response.status() >= 200 && response.status() < 300;
    if (!success) {
      boolean late =
          response.cseq() != dialog.inviteCseq() || ReliablePlan.isOutOfTurn(state, response);
      return late ? Decision.ignore() : afterEnd(over);
    }
    String tag = dialog.dialog().remoteTag();
    boolean another = !tag.isEmpty() && !tag.equals(response.remoteTag());
    if (!another && !over) {
      return null;
    }
    Dialog made = SignallingPlan.dialogBy(dialog.dialog(), response);
    List<SessionAction> actions = new ArrayList<>(2);
    actions.add(new SessionAction.Acknowledge(made, dialog.inviteCseq(), ""));
    if (another || tag.isEmpty()) {
      actions.add(
          new SessionAction.Send(
              "bye-" + response.remoteTag(),
              "BYE",
              made,
              dialog.inviteCseq() + 1,
              List.of(new Header("Reason", "SIP;cause=200;text=\"Call completed elsewhere\"")),
              null,
              ""));
    }
    return new Decision(List.of(), List.copyOf(actions), null);
  }

  /// A leg nobody waits for any more is closed; one that is told of twice is not.
  private static @Nullable Decision opened(
      SessionState state, LegId leg, String node, boolean over) {
    if (!over && awaits(state, leg)) {
      return null;
    }
    return !over && isOurs(state, leg)
        ? Decision.ignore()
        : new Decision(List.of(), List.of(new SessionAction.CloseLeg(leg, node)), null);
  }

  private static boolean awaits(SessionState state, LegId leg) {
    return !state.isIdle()
        && (state.renewal().opening()
            || (state.media().leg() == null && !state.renewal().replacing()))
        && leg.equals(LegId.of(state.id(), state.media().legs()));
  }

  private static boolean isOurs(SessionState state, LegId leg) {
    Leg own = state.media().leg();
    return own != null && own.id().equals(leg);
  }
}
