package dev.tandem.session.core;

import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.Treatment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An incoming call that is heard before it is answered: our own announcement, or what the other
/// leg of a forwarded call says early. The 183 carries our answer; the 200 repeats it (RFC 3261
/// §13.2.1), and what has moved meanwhile is told by re-INVITE after the ACK.
final class EarlyPlan {
  private EarlyPlan() {}

  /// Whether there is something to hear, and an offer to answer.
  static boolean isPossible(Plan plan) {
    var call = plan.state().call();
    Invitation invitation = call == null ? null : call.invitation();
    boolean silent = plan.input instanceof SessionInput.PeerRings rings && !rings.isHeard();
    return invitation != null && !invitation.body().isEmpty() && !silent;
  }

  /// Our answer for the 183, once the leg is open; later only what the leg does.
  static void negotiate(Plan plan) {
    SessionState state = plan.state();
    if (plan.input instanceof SessionInput.LegOpened opened) {
      Leg leg = MediaPlan.legOf(state, opened);
      Invitation invitation = state.theCall().invitation();
      plan.fact(
          new SessionEvent.Progressed(
              plan.target(),
              leg,
              MediaPlan.describe(plan, leg, 0),
              invitation == null ? "" : invitation.body()));
      return;
    }
    Leg changed = treat(plan);
    String local = state.media().localSdp();
    String remote = state.media().remoteSdp();
    if (changed != null && !changed.equals(state.media().leg()) && local != null) {
      plan.fact(
          new SessionEvent.Progressed(plan.target(), changed, local, remote == null ? "" : remote));
    }
  }

  /// The 200 after it.
  static void answer(Plan plan, Instant now) {
    Leg leg = treat(plan);
    String local = plan.state().media().localSdp();
    String remote = plan.state().media().remoteSdp();
    if (leg == null || local == null) {
      throw new IllegalStateException("session " + plan.state().id() + " has not been heard yet");
    }
    plan.fact(
        new SessionEvent.Answered(
            plan.target(),
            leg,
            local,
            remote == null ? "" : remote,
            null,
            null,
            List.of(),
            null,
            now));
  }

  private static @Nullable Leg treat(Plan plan) {
    Leg leg = plan.state().media().leg();
    if (leg == null) {
      return null;
    }
    Treatment treatment = MediaPlan.treatment(plan.state(), plan.input);
    if (treatment.equals(leg.treatment())) {
      return leg;
    }
    plan.act(new SessionAction.ChangeLeg(leg.id(), leg.mediaNode(), null, treatment));
    plan.start(SessionTimer.MEDIA);
    return leg.with(treatment);
  }
}
