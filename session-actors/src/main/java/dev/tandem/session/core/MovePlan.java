package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Treatment;
import org.jspecify.annotations.Nullable;

/// How a call follows its media node: another leg is opened where the one so far cannot stay. The
/// peer hears of it by [RenewalPlan].
final class MovePlan {
  private MovePlan() {}

  /// Opens a leg in place of the one that cannot stay. All legs of a bridge have to meet, so there
  /// the bridge says where.
  static void replace(Plan plan) {
    BridgeId bridge = plan.state().links().bridge();
    switch (plan.input) {
      case SessionInput.MoveLeg(_, var node, boolean lost) -> open(plan, node, lost);
      case SessionInput.LeaveMedia(var node, boolean lost) when bridge != null ->
          askBridge(plan, bridge, node, lost);
      case SessionInput.LeaveMedia(_, boolean lost) -> open(plan, null, lost);
      default -> again(plan);
    }
  }

  /// Once more, as far as it has come; also the first time for a leg that its node does not know.
  static void again(Plan plan) {
    BridgeId bridge = plan.state().links().bridge();
    boolean lost = !plan.state().renewal().replacing() || plan.state().renewal().lost();
    if (bridge == null) {
      open(plan, null, lost);
    } else {
      askBridge(plan, bridge, nodeOf(plan.state().media()), lost);
    }
  }

  private static String nodeOf(Media media) {
    Leg leg = media.leg();
    String wanted = media.wantedNode();
    return leg != null ? leg.mediaNode() : wanted == null ? "" : wanted;
  }

  private static void askBridge(Plan plan, BridgeId bridge, String node, boolean lost) {
    Media media = plan.state().media();
    if (plan.state().renewal().opening()) {
      giveUpOpening(plan);
    }
    plan.fact(new SessionEvent.Replacing(plan.target(), lost, false, null, media.wanted(), null));
    plan.act(
        new SessionAction.TellBridge(
            bridge, new BridgeCommand.LeaveMedia(plan.state().id(), node, lost)));
    int tries = plan.state().renewal().tries() + 1;
    plan.fact(new SessionEvent.Retried(plan.target(), tries, true, false));
    plan.act(new SessionAction.StartTimer(SessionTimer.RETRY, RenewalAnswer.pause(plan, tries)));
  }

  private static void open(Plan plan, @Nullable String node, boolean lost) {
    Media media = plan.state().media();
    Leg leg = media.leg();
    if (plan.state().renewal().opening() || (leg == null && media.legs() > 0)) {
      giveUpOpening(plan);
    }
    LegRemote remote = leg == null ? media.agreed() : leg.remote();
    Treatment treatment = leg == null ? media.wanted() : leg.treatment();
    plan.fact(new SessionEvent.Replacing(plan.target(), lost, true, remote, treatment, node));
    LegId next = LegId.of(plan.state().id(), plan.state().media().legs());
    Treatment first = lost || leg == null ? treatment : meanwhile(treatment);
    plan.act(new SessionAction.OpenLeg(next, remote, first, node));
    plan.start(SessionTimer.MEDIA);
    plan.act(new SessionAction.StopTimer(SessionTimer.RETRY));
  }

  /// It may be open after all by now, or be soon.
  static void giveUpOpening(Plan plan) {
    LegId leg = LegId.of(plan.state().id(), plan.state().media().legs());
    plan.act(new SessionAction.CloseLeg(leg, ""));
  }

  /// While both legs are open, only what the peer itself or the other side causes may come out of
  /// the second one: a tone or a mix would be heard twice.
  private static Treatment meanwhile(Treatment treatment) {
    return switch (treatment.kind()) {
      case NONE, ECHO -> treatment;
      case TONE, SILENCE, FILE -> Treatment.NONE;
      case BRIDGE -> {
        BridgeId bridge = treatment.bridge();
        yield bridge != null && bridge.isConference() ? Treatment.NONE : treatment;
      }
    };
  }

  /// The other leg is open: it is the session's from now on.
  static void adopt(Plan plan) {
    if (plan.input instanceof SessionInput.LegOpened opened) {
      Media media = plan.state().media();
      Leg left = media.leaving();
      if (left != null) {
        plan.act(new SessionAction.CloseLeg(left.id(), left.mediaNode()));
      }
      plan.fact(
          new SessionEvent.Relocated(
              plan.target(), MediaPlan.legOf(plan.state(), opened), media.leg()));
    }
  }
}
