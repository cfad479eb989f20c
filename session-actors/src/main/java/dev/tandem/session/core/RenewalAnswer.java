package dev.tandem.session.core;

import dev.tandem.protocol.DialogResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What becomes of our re-INVITE or UPDATE: its answer is taken, or it is tried again after a
/// while.
final class RenewalAnswer {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private RenewalAnswer() {}

  /// The peer is up to date: its answer to our re-INVITE is taken.
  static void accepted(Plan plan, Deal.Agreed agreed, DialogResponse response) {
    SessionState state = plan.state();
    Renewal.Out out = state.renewal().out();
    Leg leg = state.media().leg();
    if (out == null || leg == null) {
      return;
    }
    plan.act(new SessionAction.StopTimer(SessionTimer.RETRY));
    // The leg may have moved again since the offer: then the next offer follows at once.
    boolean present = leg.id().equals(out.leg());
    Leg changed = MediaPlan.held(plan, leg, out.holds());
    plan.fact(
        new SessionEvent.Renegotiated(
            plan.target(),
            changed.with(agreed.remote()),
            out.sdp(),
            response.body(),
            out.sdpVersion(),
            state.theDialog().remoteCseq(),
            out.edge(),
            response.contact()));
    RefreshPlan.answered(plan, response);
    if (!present) {
      plan.fact(new SessionEvent.Described(plan.target(), out.leg()));
    }
    if (out.edge() != null && !plan.environment.isUp(out.edge())) {
      plan.fact(new SessionEvent.EdgeGone(plan.target()));
    }
  }

  /// The peer has taken an UPDATE that offered nothing: it knows our Contact, and the call goes on.
  static void refreshed(Plan plan, DialogResponse response) {
    Renewal renewal = plan.state().renewal();
    Renewal.Out out = renewal.out();
    Leg leg = plan.state().media().leg();
    String local = plan.state().media().localSdp();
    String remote = plan.state().media().remoteSdp();
    if (out == null || leg == null || local == null || remote == null) {
      return;
    }
    plan.act(new SessionAction.StopTimer(SessionTimer.RETRY));
    plan.fact(
        new SessionEvent.Renegotiated(
            plan.target(),
            leg,
            local,
            remote,
            plan.state().media().sdpVersion(),
            plan.state().theDialog().remoteCseq(),
            out.edge(),
            response.contact()));
    RefreshPlan.answered(plan, response);
  }

  /// What was tried in vain is tried again after a while.
  static void retryLater(Plan plan) {
    Renewal renewal = plan.state().renewal();
    int tries = renewal.tries() + 1;
    boolean replacing = renewal.replacing();
    boolean offering =
        plan.input instanceof SessionInput.ReinviteResponse
            || plan.input instanceof SessionInput.ReinviteUnanswered;
    boolean opening = renewal.opening() && offering;
    if (offering && !isGlare(plan.input)) {
      rollBack(plan);
      withoutUpdate(plan);
    }
    if (renewal.opening() && !opening) {
      MovePlan.giveUpOpening(plan);
    }
    boolean givesUp =
        !offering && RenewalPlan.canStay(plan.state()) && tries > plan.settings.retries();
    plan.fact(
        givesUp
            ? new SessionEvent.Retried(plan.target(), 0, false, false)
            : new SessionEvent.Retried(plan.target(), tries, replacing, opening));
    if (!givesUp) {
      plan.act(new SessionAction.StartTimer(SessionTimer.RETRY, pause(plan, tries)));
    }
  }

  /// What the peer refuses, a hold or other media, is not tried again.
  static void rollBack(Plan plan) {
    Renewal.Out out = plan.state().renewal().out();
    Hold hold = plan.state().media().hold();
    if (out == null || out.sdp().isEmpty()) {
      return;
    }
    if (out.holds() != hold.told()) {
      refused(plan, hold);
    }
    UpdatePlan.rollBack(plan, out);
  }

  /// What the other leg's far side has asked for ends here: its own call stays as it is.
  static void refused(Plan plan, Hold hold) {
    boolean shares = hold.passed() != null;
    if (!shares || !hold.told()) {
      plan.fact(new SessionEvent.HoldAsked(plan.target(), hold.told()));
    }
    if (shares) {
      HoldPlan.take(plan, hold.told());
    }
  }

  /// A peer that says it takes UPDATE and does not is refreshed by re-INVITE.
  static void withoutUpdate(Plan plan) {
    Renewal.Out out = plan.state().renewal().out();
    Extensions.Refresh refresh = plan.state().extensions().refresh();
    if (out != null && out.sdp().isEmpty() && refresh.byUpdate()) {
      plan.fact(
          new SessionEvent.RefreshAgreed(plan.target(), refresh.seconds(), refresh.ours(), false));
      plan.fact(new SessionEvent.RefreshDue(plan.target(), true));
    }
  }

  static boolean isGlare(SessionInput input) {
    return input instanceof SessionInput.ReinviteResponse(_, var response)
        && response.status() == 491;
  }

  static Duration pause(Plan plan, int tries) {
    if (plan.input instanceof SessionInput.ReinviteResponse(_, var response)) {
      if (isGlare(plan.input)) {
        return afterGlare(plan);
      }
      Duration asked = retryAfter(response);
      if (asked != null) {
        return asked;
      }
    }
    Duration longer = Duration.ofMillis(500L << Math.min(tries, 10));
    return longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
  }

  /// RFC 3261 §14.1: who made the Call-ID waits 2.1–4 s, the other up to 2 s, in steps of 10 ms.
  static Duration afterGlare(Plan plan) {
    boolean owner = !plan.state().theCall().incoming();
    double chance = plan.environment.chance();
    long steps = owner ? 210 + Math.round(chance * 190) : Math.round(chance * 200);
    return Duration.ofMillis(Math.max(1, steps * 10));
  }

  static @Nullable Duration retryAfter(DialogResponse response) {
    int seconds = Headers.number(Headers.first(response.headers(), "Retry-After"));
    if (seconds < 0) {
      return null;
    }
    Duration asked = Duration.ofSeconds(Math.max(1, seconds));
    return asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE;
  }
}
