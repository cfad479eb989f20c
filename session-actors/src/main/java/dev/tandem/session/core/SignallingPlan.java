package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Negotiation;
import java.time.Instant;
import java.util.List;

/// The actions of a table that put something on the SIP side.
final class SignallingPlan {
  static final String INVITE = "invite";
  static final String BYE = "bye";
  static final String INFO = "info-";
  static final String BYE_AGAIN = "bye-again";
  private static final String SDP = "application/sdp";

  private SignallingPlan() {}

  /// The first INVITE of an outgoing call, once its leg is open. The first INVITE, or another one
  /// where the edge of the first has died: its answers would go to nobody. A call of its own then,
  /// or the callee would take it for a loop (RFC 3261 §8.2.2.2).
  static void sendInvite(Plan plan) {
    SessionState state = plan.state();
    boolean elsewhere = plan.input instanceof SessionInput.LeaveEdge;
    if (state.dialog() != null && !elsewhere && state.media().isDescribed()) {
      AttemptPlan.sameAgain(plan);
      return;
    }
    CallPlan wish = state.theCall().plan();
    Leg leg =
        plan.input instanceof SessionInput.LegOpened opened && state.media().leg() == null
            ? MediaPlan.legOf(state, opened)
            : state.media().leg();
    if (wish == null || leg == null) {
      return;
    }
    String offer =
        Negotiation.offer(
            MediaPlan.origin(state, 0),
            leg.host(),
            leg.rtpPort(),
            Deal.audio(state, plan.settings),
            Direction.SENDRECV);
    plan.fact(
        new SessionEvent.Originated(
            plan.target(),
            wish,
            plan.environment.newCallId(),
            plan.environment.localTag(state.id()),
            leg,
            offer,
            state.theCall().created(),
            Edges.next(state, plan.environment)));
    invite(plan, offer);
  }

  /// The INVITE that the state says is about to go out.
  static void invite(Plan plan, String offer) {
    CallDialog dialog = plan.state().theDialog();
    CallPlan wish = plan.state().theCall().plan();
    plan.act(
        new SessionAction.Send(
            inviteKey(plan.state()),
            "INVITE",
            dialog.dialog(),
            dialog.inviteCseq(),
            RefreshPlan.ofInvite(plan, wish == null ? List.of() : wish.headers()),
            SDP,
            offer));
  }

  /// Each INVITE of a call has a key of its own, so that its answers are told apart.
  private static String inviteKey(SessionState state) {
    return state.extensions().attempts().invites() == 0
        ? INVITE
        : INVITE + "-" + state.theDialog().inviteCseq();
  }

  static void sendAck(Plan plan) {
    CallDialog dialog = plan.state().theDialog();
    Renewal.Out out = plan.state().renewal().out();
    switch (plan.input) {
      case SessionInput.InviteResponse(var response) ->
          plan.act(
              new SessionAction.Acknowledge(
                  dialogBy(dialog.dialog(), response),
                  dialog.inviteCseq(),
                  "",
                  credentials(plan.state())));
      case SessionInput.ReinviteResponse(long cseq, var response) -> {
        if (!response.method().equals("UPDATE")) {
          plan.act(
              new SessionAction.Acknowledge(
                  dialog.dialog().towards(response.contact(), response.source()),
                  cseq,
                  "",
                  out == null ? List.of() : out.credentials()));
        }
      }
      default ->
          plan.act(
              new SessionAction.Acknowledge(
                  dialog.dialog(), dialog.inviteCseq(), "", credentials(plan.state())));
    }
  }

  /// Those of our INVITE: its ACK has them too (RFC 3261 §22.1).
  static List<Header> credentials(SessionState state) {
    Call call = state.call();
    CallPlan wish = call == null ? null : call.plan();
    return wish == null
        ? List.of()
        : wish.headers().stream()
            .filter(it -> DialogResponse.CREDENTIALS.contains(it.name()))
            .toList();
  }

  static void sendBye(Plan plan) {
    EndCause cause = plan.cause();
    hangUp(plan, cause);
    CallDialog dialog = plan.state().theDialog();
    bye(plan, dialog.dialog(), dialog.localCseq() + 1, cause);
  }

  private static void bye(Plan plan, Dialog dialog, long cseq, EndCause cause) {
    plan.fact(new SessionEvent.Sent(plan.target(), cseq));
    plan.act(
        new SessionAction.Send(BYE, "BYE", dialog, cseq, List.of(reasonHeader(cause)), null, ""));
    plan.act(
        new SessionAction.StartTimer(SessionTimer.CLEANUP, plan.settings.ackWait().plusSeconds(2)));
  }

  static void sendInfo(Plan plan) {
    if (plan.input instanceof SessionInput.Press(char key, var duration)) {
      CallDialog dialog = plan.state().theDialog();
      long cseq = dialog.localCseq() + 1;
      plan.fact(new SessionEvent.Sent(plan.target(), cseq));
      plan.act(
          new SessionAction.Send(
              INFO + cseq,
              "INFO",
              dialog.dialog(),
              cseq,
              List.of(),
              Digit.RELAY,
              new Digit(key, duration).relayed()));
    }
  }

  static void sendCancel(Plan plan) {
    EndCause cause = plan.cause();
    hangUp(plan, cause);
    plan.act(new SessionAction.Cancel(inviteKey(plan.state()), reasonHeader(cause).value()));
    plan.act(
        new SessionAction.StartTimer(SessionTimer.CLEANUP, plan.settings.ackWait().plusSeconds(2)));
  }

  /// A 2xx that comes too late or is no use: it has made a dialog, which is acknowledged and ended.
  static void ackAndHangUp(Plan plan) {
    if (plan.input instanceof SessionInput.InviteResponse(var response)) {
      EndCause cause = plan.cause();
      hangUp(plan, cause);
      CallDialog early = plan.state().theDialog();
      Dialog made = dialogBy(early.dialog(), response);
      plan.act(
          new SessionAction.Acknowledge(made, early.inviteCseq(), "", credentials(plan.state())));
      bye(plan, made, early.localCseq() + 1, cause);
    }
  }

  /// The dialog a 2xx makes (RFC 3261 §12.1.2): the route set is its Record-Route, reversed.
  static Dialog dialogBy(Dialog early, DialogResponse response) {
    String contact = response.contact();
    return new Dialog(
        early.callId(),
        early.localUri(),
        early.localDisplayName(),
        early.localTag(),
        early.remoteUri(),
        early.remoteDisplayName(),
        response.remoteTag(),
        contact == null ? early.remoteTarget() : contact,
        response.recordRoutes().reversed(),
        response.source());
  }

  static void recordEnd(Plan plan) {
    var cause = plan.cause();
    Instant hungUp = plan.state().ended(); // how long the peer took to say so is not the call's
    Instant at = hungUp == null ? plan.environment.now() : hungUp;
    CallDialog dialog = plan.state().dialog();
    long heard = dialog == null ? 0 : dialog.remoteCseq();
    plan.fact(
        new SessionEvent.Ended(
            plan.target(), cause, at, Records.of(plan.state(), cause, at), heard));
  }

  /// The first cause stands; what ends the call later only finishes it.
  static void hangUp(Plan plan, EndCause cause) {
    if (plan.state().end() == null) {
      ReferPlan.over(plan, cause);
      plan.fact(new SessionEvent.HungUp(plan.target(), cause, plan.environment.now()));
    }
  }

  /// The peer is gone, and what it has begun goes on.
  static void letGo(Plan plan) {
    if (plan.state().end() == null) {
      plan.fact(new SessionEvent.HungUp(plan.target(), plan.cause(), plan.environment.now()));
    }
  }

  /// RFC 3326. A peer's own Reason value passes as it is.
  static Header reasonHeader(EndCause cause) {
    if (cause.reason().startsWith("SIP;") || cause.reason().startsWith("Q.850;")) {
      return new Header("Reason", oneLine(cause.reason()));
    }
    return new Header(
        "Reason", "SIP;cause=" + cause.status() + ";text=\"" + quotable(cause.reason()) + '"');
  }

  static String quotable(String text) {
    return oneLine(text).replace("\\", "").replace("\"", "'");
  }

  static String oneLine(String text) {
    String line = text.replace('\r', ' ').replace('\n', ' ');
    return line.length() > 120 ? line.substring(0, 120) : line;
  }
}
