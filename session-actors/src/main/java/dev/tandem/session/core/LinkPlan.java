package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.session.core.SessionState.Links;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actions of a table that concern other sessions, bridges and conferences.
final class LinkPlan {
  private LinkPlan() {}

  /// Calls the target on the caller's behalf, the caller's From along with it.
  static void createPeer(Plan plan) {
    Invitation invitation = plan.state().theCall().invitation();
    if (invitation == null
        || !(plan.input instanceof SessionInput.Decided(Verdict.Forward(var target)))) {
      return;
    }
    SessionId self = plan.state().id();
    SessionId peer = plan.environment.newSessionBeside(self);
    BridgeId bridge = plan.environment.newBridgeFor(self);
    plan.fact(new SessionEvent.Forwarded(plan.target(), peer, bridge, target));
    plan.act(makePeer(self, invitation, peer, bridge, target, plan.settings));
  }

  static SessionAction makePeer(
      SessionId self,
      Invitation invitation,
      SessionId peer,
      BridgeId bridge,
      String target,
      CoreSettings settings) {
    var wish =
        new CallPlan(
            invitation.fromUri(),
            invitation.fromDisplayName(),
            target,
            Treatment.bridge(bridge),
            null,
            self,
            settings.ringing(),
            List.of());
    return new SessionAction.MakePeer(peer, wish);
  }

  static void tellPeerRinging(Plan plan) {
    SessionId caller = caller(plan.state());
    if (caller != null && plan.input instanceof SessionInput.InviteResponse(var response)) {
      tell(plan, caller, new SessionCommand.PeerRings(plan.state().id(), response.status()));
    }
  }

  static void tellPeerAnswered(Plan plan) {
    SessionId caller = caller(plan.state());
    Leg leg = plan.state().media().leg();
    if (caller != null && leg != null) {
      LegRemote remote = leg.remote();
      String encoding = remote == null ? null : remote.encoding();
      tell(
          plan,
          caller,
          new SessionCommand.PeerAnswers(plan.state().id(), leg.mediaNode(), encoding));
    }
  }

  /// The caller's session asks for us once more because it was not there when we told it how it
  /// goes: it hears that now.
  static Decision tellCallerAgain(SessionState state, CallPlan wish, boolean over) {
    SessionId caller = wish.forwardedFor();
    Leg leg = state.media().leg();
    SessionCommand news = null;
    EndCause end = state.end();
    if (end != null || over) {
      int status = end == null ? 480 : end.status();
      news = new SessionCommand.PeerFails(state.id(), status, end == null ? "" : end.reason());
    } else if (state.theCall().answered() != null && leg != null) {
      LegRemote remote = leg.remote();
      String encoding = remote == null ? null : remote.encoding();
      news = new SessionCommand.PeerAnswers(state.id(), leg.mediaNode(), encoding);
    }
    return caller == null || news == null
        ? Decision.ignore()
        : new Decision(List.of(), List.of(new SessionAction.TellSession(caller, news)), null);
  }

  /// Tells the other session of a forwarded call that this one is over, unless it said so itself.
  static void tellPeerEnded(Plan plan) {
    SessionId peer = plan.state().links().peer();
    if (peer == null) {
      peer = caller(plan.state());
    }
    if (peer != null && !(plan.input instanceof SessionInput.PeerFails)) {
      var cause = plan.cause();
      tell(
          plan,
          peer,
          new SessionCommand.PeerFails(plan.state().id(), cause.status(), cause.reason()));
    }
  }

  private static @Nullable SessionId caller(SessionState state) {
    CallPlan wish = state.theCall().plan();
    return wish == null ? null : wish.forwardedFor();
  }

  /// Both legs are there: the bridge keeps the book from now on. Or the leg has come into a bridge
  /// or conference that had asked for it.
  static void join(Plan plan) {
    Links links = plan.state().links();
    Leg leg = plan.state().media().leg();
    if (links.bridge() == null || leg == null || caller(plan.state()) != null) {
      return;
    }
    SessionId self = plan.state().id();
    SessionId peer = links.peer();
    plan.act(
        new SessionAction.TellBridge(
            links.bridge(),
            peer != null
                ? new BridgeCommand.Form(List.of(self, peer), leg.mediaNode())
                : new BridgeCommand.Entered(self)));
  }

  /// Out of the bridge, or not into the one that asks: the call is not in a state to come in.
  static void leave(Plan plan) {
    BridgeId bridge = plan.state().links().bridge();
    if (plan.input instanceof SessionInput.EnterBridge(var asking, _)) {
      bridge = asking.equals(bridge) ? null : asking; // it asks twice, and the leg is on its way
    }
    if (bridge != null && !endedBy(plan.input)) {
      plan.act(
          new SessionAction.TellBridge(
              bridge, new BridgeCommand.Leave(plan.state().id(), plan.cause().reason())));
    }
  }

  private static boolean endedBy(SessionInput input) {
    return input instanceof SessionInput.BridgeEnds || input instanceof SessionInput.BridgeRefuses;
  }

  static void joinConference(Plan plan) {
    if (plan.input instanceof SessionInput.Decided(Verdict.Join(var conference, var name))) {
      plan.fact(new SessionEvent.Promised(plan.target(), conference));
      plan.act(
          new SessionAction.TellBridge(
              conference, new BridgeCommand.Join(plan.state().id(), name, null, null)));
    }
  }

  private static void tell(Plan plan, SessionId session, SessionCommand command) {
    plan.act(new SessionAction.TellSession(session, command));
  }
}
