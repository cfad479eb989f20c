package dev.tandem.session.core;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actions of a table that concern other sessions, bridges and conferences.
final class LinkPlan {
  private LinkPlan() {}

  /// Calls the target on the caller's behalf, the caller's From along with it.
  static void createPeer(Plan plan) {
    Invitation invitation = plan.state().theCall().invitation();
    if (invitation != null && plan.input instanceof SessionInput.Decided(var verdict)) {
      switch (verdict) {
        case Verdict.Forward(var target) -> forward(plan, invitation, target);
        case Verdict.Ring(var groups, var patience) ->
            ForkPlan.begin(plan, invitation, groups, patience);
        case Verdict.Accept _,
            Verdict.Reject _,
            Verdict.Defer _,
            Verdict.Progress _,
            Verdict.Redirect _,
            Verdict.Join _,
            Verdict.ByTable _,
            Verdict.WithMedia _ -> {} // unwrapped before it comes here
      }
    }
  }

  private static void forward(Plan plan, Invitation invitation, String target) {
    SessionId self = plan.state().id();
    SessionId peer = plan.environment.newSessionBeside(self);
    BridgeId bridge = plan.environment.newBridgeFor(self);
    if (plan.state().theCall().decideBy() != null) {
      plan.start(SessionTimer.RINGING); // the time to decide is over, that to answer begins
    }
    plan.fact(new SessionEvent.Forwarded(plan.target(), peer, bridge, target));
    plan.act(
        makePeer(
            plan.state(),
            invitation,
            peer,
            bridge,
            target,
            plan.settings,
            plan.settings.ringing()));
  }

  static SessionAction makePeer(
      SessionState state,
      Invitation invitation,
      SessionId peer,
      BridgeId bridge,
      String target,
      CoreSettings settings,
      Duration ringing) {
    ForwardedHeaders.Composed said = ForwardedHeaders.of(invitation, target, settings.b2bua());
    Leg leg = state.media().leg(); // heard already: the other one has to meet it
    var wish =
        new CallPlan(
            said.from(),
            said.displayName(),
            target,
            Treatment.bridge(bridge),
            leg == null ? null : leg.mediaNode(),
            state.id(),
            ringing,
            said.headers(),
            state.media().wish().chosen() ? state.media().wish().options() : null);
    return new SessionAction.MakePeer(peer, wish);
  }

  static void tellPeerRinging(Plan plan) {
    SessionId caller = caller(plan.state());
    if (caller != null && plan.input instanceof SessionInput.InviteResponse(var response)) {
      boolean heard = response.status() == 183 || !response.body().isEmpty();
      tell(plan, caller, rings(plan.state(), response.status(), heard));
    }
  }

  private static SessionCommand rings(SessionState state, int status, boolean heard) {
    Leg leg = state.media().leg();
    LegRemote remote = leg == null ? null : leg.remote();
    return heard && leg != null && remote != null && state.media().remoteSdp() != null
        ? new SessionCommand.PeerRings(state.id(), status, leg.mediaNode(), remote.encoding())
        : new SessionCommand.PeerRings(state.id(), status, null, null);
  }

  /// A call that has been through us too often, or has no hops left, is refused instead of put
  /// through.
  static SessionInput unlessCircular(
      SessionState state, SessionInput input, CoreSettings settings) {
    Invitation invitation = state.call() == null ? null : state.call().invitation();
    boolean forwards = input instanceof SessionInput.Decided(Verdict.Forward _);
    int refusal =
        forwards && invitation != null ? ForwardedHeaders.refusal(invitation, settings.b2bua()) : 0;
    return refusal == 0 ? input : new SessionInput.Decided(new Verdict.Reject(refusal, null));
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
      news =
          new SessionCommand.PeerFails(state.id(), status, end == null ? "" : end.reason(), null);
    } else if (state.theCall().answered() == null && state.media().remoteSdp() != null) {
      news = rings(state, 183, true);
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
    Fork fork = ForkPlan.undecided(plan.state());
    if (fork != null) {
      ForkPlan.tellEnded(plan, fork);
    }
    SessionId peer = plan.state().links().peer();
    if (peer == null) {
      peer = caller(plan.state());
    }
    boolean itself =
        plan.input instanceof SessionInput.PeerFails(var who, _, _, _) && who.equals(peer);
    if (peer != null && !itself) {
      var cause = plan.cause();
      tell(
          plan,
          peer,
          new SessionCommand.PeerFails(
              plan.state().id(), cause.status(), cause.reason(), refusal(plan)));
    }
  }

  private static @Nullable List<Header> refusal(Plan plan) {
    if (plan.input instanceof SessionInput.InviteResponse(var response)
        && response.status() >= 300) {
      List<Header> headers = ForwardedHeaders.ofRefusal(response.headers());
      return headers.isEmpty() ? null : headers;
    }
    return null;
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
            peer != null && !links.member()
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
