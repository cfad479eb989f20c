package dev.tandem.session.core;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.TransactionRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What holds for requests and responses of the peer in every state, whatever the table says:
/// order, repeats, those of another dialog.
final class MessageRules {
  private MessageRules() {}

  /// The edge repeats an INVITE it got no answer to; another edge may ask for the one that died.
  /// What was said last is said again by the entity's timers; here only the way back is kept.
  static Decision again(
      SessionState state, TransactionRef transaction, boolean over, Environment environment) {
    Call call = state.theCall();
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

  static @Nullable Decision request(
      SessionState state,
      DialogRequest request,
      TransactionRef transaction,
      boolean over,
      Environment environment) {
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
    boolean offers = request.method().equals("INVITE") || !request.body().isEmpty();
    if (offers && isOffer(request.method()) && isEarly(state, request)) {
      long seconds = Math.round(environment.chance() * 10);
      return answer(transaction, 500, List.of(new Header("Retry-After", Long.toString(seconds))));
    }
    if (request.method().equals("REFER") && isUnacknowledged(state)) {
      // Over another edge it can overtake the ACK; a moment later it is welcome.
      return answer(transaction, 500, List.of(new Header("Retry-After", "1")));
    }
    Renewal.Out out = state.renewal().out();
    if (offers && isOffer(request.method()) && out != null && !out.sdp().isEmpty()) {
      return answer(transaction, 491, List.of()); // RFC 3261 §14.2: our own is under way
    }
    return null;
  }

  /// The INVITE before it is not over yet (RFC 3261 §14.2), or its offer has no answer (RFC 3311
  /// §5.2).
  private static boolean isEarly(SessionState state, DialogRequest request) {
    if (request.method().equals("UPDATE")) {
      return state.theCall().incoming() && state.theCall().answered() == null;
    }
    long unacked = state.renewal().unacked();
    boolean first =
        state.theCall().answered() == null || (unacked != 0 && request.cseq() > unacked);
    return first && (state.theCall().incoming() || unacked != 0);
  }

  /// Our 200 is out, its ACK not here.
  private static boolean isUnacknowledged(SessionState state) {
    Call call = state.theCall();
    return call.incoming()
        && call.answered() != null
        && call.invitation() != null
        && state.end() == null;
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
  static Decision byeAgain(SessionState state, List<Header> credentials, boolean over) {
    CallDialog dialog = state.dialog();
    EndCause end = state.end();
    if (over || dialog == null || end == null) {
      return Decision.ignore();
    }
    long cseq = dialog.localCseq() + 1;
    List<Header> headers = new ArrayList<>(credentials);
    headers.add(SignallingPlan.reasonHeader(end));
    return new Decision(
        List.of(new SessionEvent.Sent(state.state(), cseq)),
        List.of(
            new SessionAction.Send(
                SignallingPlan.BYE_AGAIN, "BYE", dialog.dialog(), cseq, headers, null, "")),
        null);
  }

  static boolean isOut(SessionState state, long cseq) {
    Renewal.Out out = state.renewal().out();
    return out != null && out.cseq() == cseq;
  }

  /// A 2xx is acknowledged whoever sent the request; what else it says is of use only while it is
  /// waited for.
  static @Nullable Decision reinvite(
      SessionState state, long cseq, DialogResponse response, boolean over) {
    if (isOut(state, cseq) && DialogRules.isLive(state, over)) {
      return RenewalPlan.proven(state, response);
    }
    CallDialog dialog = state.dialog();
    if (dialog == null || response.status() >= 300 || response.method().equals("UPDATE")) {
      return Decision.ignore();
    }
    return new Decision(
        List.of(),
        List.of(new SessionAction.Acknowledge(dialog.dialog(), cseq, "", List.of())),
        null);
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
  static @Nullable Decision response(SessionState state, DialogResponse response, boolean over) {
    CallDialog dialog = state.dialog();
    if (dialog == null) {
      return Decision.ignore();
    }
    boolean success = response.status() >= 200 && response.status() < 300;
    if (!success) {
      boolean late =
          response.cseq() != dialog.inviteCseq() || ReliablePlan.isOutOfTurn(state, response);
      return late ? Decision.ignore() : DialogRules.afterEnd(over);
    }
    String tag = dialog.dialog().remoteTag();
    boolean another = !tag.isEmpty() && !tag.equals(response.remoteTag());
    if (!another && !over) {
      return null;
    }
    Dialog made = SignallingPlan.dialogBy(dialog.dialog(), response);
    List<SessionAction> actions = new ArrayList<>(2);
    actions.add(
        new SessionAction.Acknowledge(
            made, dialog.inviteCseq(), "", SignallingPlan.credentials(state)));
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
}
