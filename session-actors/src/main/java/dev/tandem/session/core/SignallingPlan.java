package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Verdict;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Negotiation;
import dev.tandem.session.core.SessionState.Call;
import dev.tandem.session.core.SessionState.CallDialog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actions of a table that put something on the SIP side.
final class SignallingPlan {
  static final String INVITE = "invite";
  static final String BYE = "bye";
  static final String BYE_AGAIN = "bye-again";
  private static final String SDP = "application/sdp";
  private static final Header RETRY_SOON = new Header("Retry-After", "2");

  private SignallingPlan() {}

  /// Answers the INVITE; a 2xx carries our session description.
  static SessionAction.Respond respond(
      SessionState state, int status, @Nullable String reason, List<Header> headers) {
    Call call = state.theCall();
    Invitation invitation = call.invitation();
    TransactionRef transaction = call.transaction();
    if (transaction == null) {
      throw new IllegalStateException("session " + state.id() + " has no INVITE to answer");
    }
    String local = state.media().localSdp();
    boolean withSdp = status >= 200 && status < 300 && local != null;
    return new SessionAction.Respond(
        transaction,
        status,
        reason,
        state.theDialog().dialog().localTag(),
        headers,
        withSdp ? SDP : null,
        withSdp && local != null ? local : "",
        invitation == null ? null : invitation.raw());
  }

  static void sendResponse(Plan plan, int status, @Nullable String reason) {
    if (ReliablePlan.applies(plan, status)) {
      ReliablePlan.send(plan, status, reason);
      return;
    }
    Invitation invitation = plan.state().theCall().invitation();
    List<Header> headers =
        status / 100 == 2 && invitation != null ? RefreshPlan.answer(plan, invitation) : List.of();
    plan.act(respond(plan.state(), status, reason, headers));
  }

  /// The final response that says why the call does not come about.
  static void sendReject(Plan plan) {
    if (plan.input instanceof SessionInput.Invite && plan.deal() instanceof Deal.Failed failed) {
      plan.because(new EndCause(EndCause.By.SYSTEM, failed.status(), failed.why()));
    }
    EndCause cause = plan.cause();
    int status = cause.status() >= 300 && cause.status() < 700 ? cause.status() : 480;
    String phrase =
        plan.input instanceof SessionInput.Decided(Verdict.Reject(_, var reason)) ? reason : null;
    List<Header> headers = new ArrayList<>(2);
    if (status == 503) {
      headers.add(RETRY_SOON);
    }
    if (status == 422) {
      headers.add(RefreshPlan.least(plan.settings));
    }
    if (status == 488 || status == 400) {
      headers.add(new Header("Warning", "399 tandem \"" + quotable(cause.reason()) + '"'));
    }
    plan.act(respond(plan.state(), status, phrase, headers));
  }

  static void sendRedirect(Plan plan) {
    if (plan.input instanceof SessionInput.Decided(Verdict.Redirect(var contacts))) {
      List<Header> headers = new ArrayList<>(contacts.size());
      for (int i = 0; i < contacts.size(); i++) {
        String q = contacts.size() == 1 ? "" : ";q=" + (10 - i) / 10.0;
        headers.add(new Header("Contact", "<" + contacts.get(i) + ">" + q));
      }
      plan.act(respond(plan.state(), 302, null, headers));
    }
  }

  /// Answers the request that is the input. Without a status the method decides.
  static void answerRequest(Plan plan, int status) {
    if (plan.input instanceof SessionInput.Request(var request, var transaction)) {
      int code = status > 0 ? status : statusOf(request.method());
      List<Header> headers = List.of();
      if (code == 488 && plan.deal() == Deal.TOO_SMALL) {
        code = 422;
        headers = List.of(RefreshPlan.least(plan.settings));
      } else if (code < 300 && carriesSdp(request.method())) {
        headers = RefreshPlan.answer(plan, request);
      }
      boolean offers = request.method().equals("INVITE") || !request.body().isEmpty();
      String local = plan.state().media().localSdp();
      boolean withSdp = code < 300 && carriesSdp(request.method()) && offers && local != null;
      var answer =
          new SessionAction.Respond(
              transaction,
              code,
              null,
              null,
              headers,
              withSdp ? SDP : null,
              withSdp && local != null ? local : "",
              null);
      plan.act(answer);
      if (code < 300 && request.method().equals("INVITE")) {
        plan.act(new SessionAction.RepeatAnswer(answer));
        plan.start(SessionTimer.ACK);
        plan.fact(new SessionEvent.Unacked(plan.target(), request.cseq()));
      }
    }
  }

  private static boolean carriesSdp(String method) {
    return method.equals("INVITE") || method.equals("UPDATE");
  }

  /// What a request that no row expects is told.
  private static int statusOf(String method) {
    return switch (method) {
      case "OPTIONS", "BYE" -> 200;
      case "INVITE", "UPDATE" -> 491;
      case "PRACK", "NOTIFY" -> 481;
      case "INFO" -> 415;
      case "REFER" -> 603;
      default -> 405;
    };
  }

  /// The first INVITE of an outgoing call, once its leg is open. The first INVITE, or another one
  /// where the edge of the first has died: its answers would go to nobody. A call of its own then,
  /// or the callee would take it for a loop (RFC 3261 §8.2.2.2).
  static void sendInvite(Plan plan) {
    SessionState state = plan.state();
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
            plan.settings.audio(),
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
            plan.environment.edge()));
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
    switch (plan.input) {
      case SessionInput.InviteResponse(var response) ->
          plan.act(
              new SessionAction.Acknowledge(
                  dialogBy(dialog.dialog(), response), dialog.inviteCseq(), ""));
      case SessionInput.ReinviteResponse(long cseq, var response) -> {
        if (!response.method().equals("UPDATE")) {
          plan.act(
              new SessionAction.Acknowledge(
                  dialog.dialog().towards(response.contact(), response.source()), cseq, ""));
        }
      }
      default -> plan.act(new SessionAction.Acknowledge(dialog.dialog(), dialog.inviteCseq(), ""));
    }
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
      plan.act(new SessionAction.Acknowledge(made, early.inviteCseq(), ""));
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
      plan.fact(new SessionEvent.HungUp(plan.target(), cause, plan.environment.now()));
    }
  }

  /// RFC 3326. A peer's own Reason value passes as it is.
  private static Header reasonHeader(EndCause cause) {
    if (cause.reason().startsWith("SIP;") || cause.reason().startsWith("Q.850;")) {
      return new Header("Reason", oneLine(cause.reason()));
    }
    return new Header(
        "Reason", "SIP;cause=" + cause.status() + ";text=\"" + quotable(cause.reason()) + '"');
  }

  private static String quotable(String text) {
    return oneLine(text).replace("\\", "").replace("\"", "'");
  }

  private static String oneLine(String text) {
    String line = text.replace('\r', ' ').replace('\n', ' ');
    return line.length() > 120 ? line.substring(0, 120) : line;
  }
}
