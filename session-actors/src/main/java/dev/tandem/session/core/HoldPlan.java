package dev.tandem.session.core;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import java.util.List;

/// Hold that goes from one leg of a forwarded call to the other: when the peer holds us, the far
/// side of the other leg is put on hold too. What was said is written, on either leg: whichever
/// node dies in between, the other leg hears of it and its peer gets the re-INVITE.
final class HoldPlan {
  private HoldPlan() {}

  /// Whether what the peer does about hold is for the other leg.
  static boolean isPassed(Plan plan) {
    return plan.settings.b2bua().passHold() && plan.state().links().peer() != null;
  }

  /// Tells the other leg, when it does not know yet.
  static void pass(Plan plan) {
    Hold hold = plan.state().media().hold();
    SessionId peer = plan.state().links().peer();
    if (peer != null && hold.remote() != Boolean.TRUE.equals(hold.shared())) {
      plan.fact(new SessionEvent.HoldShared(plan.target(), hold.remote()));
      plan.act(tell(plan.state(), peer, hold.remote()));
    }
  }

  private static SessionAction tell(SessionState state, SessionId peer, boolean on) {
    return new SessionAction.TellSession(peer, new SessionCommand.PeerHolds(state.id(), on));
  }

  /// The far side of the other leg holds, or not any more.
  static void take(Plan plan, boolean on) {
    if (plan.state().media().hold().isPassed() != on) {
      plan.fact(new SessionEvent.HoldPassed(plan.target(), on));
    }
  }

  /// Whom the other leg has held for is gone, or somebody else is there: the peer is taken off hold
  /// again, unless the application wants it there.
  static List<SessionAction> release(SessionState state) {
    return state.media().hold().isPassed()
        ? List.of(new SessionAction.Again(new SessionInput.PeerHolds(state.id(), false)))
        : List.of();
  }

  /// On a node that does not know whether the other leg has heard it.
  static List<SessionAction> again(SessionState state) {
    SessionId peer = state.links().peer();
    Boolean shared = state.media().hold().shared();
    return peer == null || shared == null ? List.of() : List.of(tell(state, peer, shared));
  }
}
