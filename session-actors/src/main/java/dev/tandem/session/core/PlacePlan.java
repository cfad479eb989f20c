package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One session takes the place of another: on its bridge, and as the other side of whom it talked
/// to. It may be a caller with a Replaces header (RFC 3891), the far end of another call of the
/// same phone (attended transfer), or the call to the target of a transfer.
///
/// The one that goes cedes ([SessionCommand.TakePlace]); the one that comes tells bridge and far
/// end, so that it knows both before they speak to it.
final class PlacePlan {
  private PlacePlan() {}

  /// Whether that is meant that this session is.
  static boolean isMeant(Plan plan) {
    return plan.input instanceof SessionInput.Replace(var dialog, _, _)
        && refusal(plan.state(), dialog) == 0;
  }

  static int refusal(SessionState state, Replaces dialog) {
    CallDialog own = state.dialog();
    boolean known =
        own != null
            && own.dialog().callId().equals(dialog.callId())
            && own.dialog().remoteTag().equals(dialog.fromTag());
    if (!known || !state.isEstablished()) {
      return 481;
    }
    if (dialog.earlyOnly()) {
      return 486;
    }
    return state.links().bridge() == null ? 603 : 0;
  }

  static void makeRoom(Plan plan) {
    if (plan.input instanceof SessionInput.Replace(_, var by, var informs)) {
      cede(plan, by);
      Leg leg = plan.state().media().leg();
      if (!informs.equals(by)) {
        String node = leg == null ? "" : leg.mediaNode();
        tell(plan, informs, new SessionCommand.PeerAnswers(plan.state().id(), node, null));
      }
      unlink(plan, false);
    }
  }

  static void stay(Plan plan) {
    if (plan.input instanceof SessionInput.Replace(var dialog, _, var informs)) {
      tell(plan, informs, turnedDown(plan.state(), dialog));
    }
  }

  static SessionCommand turnedDown(SessionState state, Replaces dialog) {
    int status = refusal(state, dialog);
    return new SessionCommand.PeerFails(
        state.id(), status == 0 ? 481 : status, "No such call to replace", null);
  }

  /// Whether the INVITE wants the place of another call; null when it does not.
  static @Nullable Replaces wish(SessionState state) {
    Call call = state.call();
    String value =
        call == null || call.invitation() == null
            ? null
            : Headers.first(call.invitation().headers(), "Replaces");
    return value == null ? null : Replaces.parse(value).orElse(new Replaces("?", "?", "?", false));
  }

  /// Whether that is a call of ours.
  static boolean isKnown(Plan plan) {
    Replaces wish = wish(plan.state());
    return wish != null && plan.environment.sessionOf(wish.toTag()) != null;
  }

  static void askForPlace(Plan plan) {
    askForPlace(plan.state(), plan.environment).forEach(plan::act);
  }

  static List<SessionAction> askForPlace(SessionState state, Environment environment) {
    Replaces wish = wish(state);
    SessionId replaced = wish == null ? null : environment.sessionOf(wish.toTag());
    return wish == null || replaced == null
        ? List.of()
        : List.of(
            new SessionAction.TellSession(
                replaced, new SessionCommand.Replace(wish, state.id(), state.id())));
  }

  /// On a node that did not see how far it came.
  static List<SessionAction> again(SessionState state, Environment environment) {
    BridgeId bridge = state.links().bridge();
    return bridge == null
        ? askForPlace(state, environment)
        : List.of(
            new SessionAction.TellBridge(
                bridge, new BridgeCommand.Replace(state.id(), state.id())));
  }

  static void cede(Plan plan, SessionId to) {
    SessionState state = plan.state();
    tell(
        plan,
        to,
        new SessionCommand.TakePlace(state.id(), state.links().peer(), state.links().bridge()));
  }

  /// @param silence whether the leg stays, with nobody on it
  static void unlink(Plan plan, boolean silence) {
    Leg leg = plan.state().media().leg();
    if (leg == null) {
      return;
    }
    Leg alone = leg.with(Treatment.SILENCE);
    plan.fact(new SessionEvent.Unbridged(plan.target(), alone));
    if (silence && plan.state().end() == null) {
      plan.act(new SessionAction.ChangeLeg(leg.id(), leg.mediaNode(), null, alone.treatment()));
      plan.start(SessionTimer.MEDIA);
    }
  }

  /// The place is ours: out of where we are, into there.
  static void take(Plan plan) {
    if (!(plan.input instanceof SessionInput.TakePlace(var of, var peer, var bridge))) {
      return;
    }
    SessionId self = plan.state().id();
    BridgeId present = plan.state().links().bridge();
    plan.fact(new SessionEvent.Relinked(plan.target(), peer, bridge));
    plan.actions(HoldPlan.release(plan.state()));
    if (present != null && !present.equals(bridge)) {
      plan.act(new SessionAction.TellBridge(present, new BridgeCommand.Depart(self)));
    }
    if (bridge != null) {
      plan.act(new SessionAction.TellBridge(bridge, new BridgeCommand.Replace(of, self)));
    }
    if (peer != null) {
      tell(plan, peer, new SessionCommand.Relink(of, self));
    }
  }

  /// The other side of this session has changed.
  static Decision relink(SessionState state, SessionId from, SessionId to) {
    Links links = state.links();
    return from.equals(links.peer())
        ? new Decision(
            List.of(new SessionEvent.Relinked(state.state(), to, links.bridge())),
            HoldPlan.release(state),
            null)
        : Decision.ignore();
  }

  private static void tell(Plan plan, SessionId session, SessionCommand command) {
    plan.act(new SessionAction.TellSession(session, command));
  }
}
