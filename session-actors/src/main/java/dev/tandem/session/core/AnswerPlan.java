package dev.tandem.session.core;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.TransactionRef;
import dev.tandem.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actions of a table that answer the INVITE, or a request within its dialog.
final class AnswerPlan {
  private static final String SDP = "application/sdp";
  private static final Header RETRY_SOON = new Header("Retry-After", "2");

  /// What an INFO may carry (RFC 3261 §21.4.13).
  private static final List<Header> DIGITS =
      List.of(new Header("Accept", Digit.RELAY + ", " + Digit.PLAIN));

  private AnswerPlan() {}

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
    boolean withSdp = (status / 100 == 2 || status == 183) && local != null;
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
    boolean byTable =
        plan.input instanceof SessionInput.Invite || plan.input instanceof SessionInput.Decided;
    if (status >= 300 && byTable) {
      String why = reason == null ? "Refused by the state table" : reason;
      plan.because(new EndCause(EndCause.By.SYSTEM, status, why));
    }
    if (ReliablePlan.applies(plan, status)) {
      boolean lacksOffer = ReliablePlan.lacksOffer(plan.state());
      if (!lacksOffer) {
        ReliablePlan.send(plan, status, reason);
      }
      if (!lacksOffer || ReliablePlan.isRequired(plan.state())) {
        return; // RFC 3262 §5: the first one would have to carry our offer
      }
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
    List<Header> headers = new ArrayList<>(2);
    if (plan.input instanceof SessionInput.PeerFails(_, int told, _, var theirs)) {
      headers.addAll(told == status ? theirs : List.of()); // another one's answer was better
      status = ForwardedHeaders.refusalFor(told < 300 ? told : status);
    }
    String phrase =
        plan.input instanceof SessionInput.Decided(Verdict.Reject(_, var reason)) ? reason : null;
    if (status == 503 && Headers.first(headers, "Retry-After") == null) {
      headers.add(RETRY_SOON);
    }
    if (status == 422) {
      headers.add(RefreshPlan.least(plan.settings));
    }
    if ((status == 488 || status == 400) && Headers.first(headers, "Warning") == null) {
      headers.add(
          new Header("Warning", "399 tandem \"" + SignallingPlan.quotable(cause.reason()) + '"'));
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
      int code = status > 0 ? status : statusOf(request);
      List<Header> headers = code == 415 && request.method().equals("INFO") ? DIGITS : List.of();
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
  private static int statusOf(DialogRequest request) {
    return switch (request.method()) {
      case "OPTIONS", "BYE" -> 200;
      case "INVITE", "UPDATE" -> 491;
      case "PRACK", "NOTIFY" -> 481;
      case "INFO" -> isEmpty(request) ? 200 : 415;
      case "REFER" -> 491; // not just now: before the ACK is written, or while it ends
      default -> 405;
    };
  }

  /// Says nothing but that its sender is there.
  private static boolean isEmpty(DialogRequest request) {
    return request.body().isEmpty() && request.contentType() == null;
  }
}
