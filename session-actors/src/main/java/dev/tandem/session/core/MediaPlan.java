package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.sdp.Direction;
import dev.tandem.sdp.Negotiation;
import dev.tandem.sdp.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The actions of a table that concern the session's leg and its description.
final class MediaPlan {
  private MediaPlan() {}

  /// Opens the leg the input calls for. What it will be is agreed first, so that one exchange with
  /// the media node is enough.
  static void create(Plan plan) {
    if (plan.input instanceof SessionInput.Make(var wish)) {
      plan.fact(new SessionEvent.Planned(plan.target(), wish, plan.environment.now()));
    }
    LegRemote remote = plan.deal() instanceof Deal.Agreed agreed ? agreed.remote() : null;
    Treatment treatment = treatment(plan.state(), plan.input);
    String node = node(plan.input);
    plan.fact(new SessionEvent.Agreed(plan.target(), remote, treatment, node));
    LegId leg = LegId.of(plan.state().id(), plan.state().media().legs());
    plan.act(new SessionAction.OpenLeg(leg, remote, treatment, node));
    plan.act(new SessionAction.StartTimer(SessionTimer.MEDIA, plan.settings.mediaWait()));
  }

  static Treatment treatment(SessionState state, SessionInput input) {
    return switch (input) {
      case SessionInput.Make(CallPlan wish) -> wish.treatment();
      case SessionInput.Decided(Verdict.Accept(var treatment)) -> treatment;
      case SessionInput.EnterBridge(var bridge, _) -> Treatment.bridge(bridge);
      case SessionInput.Decided(Verdict.Progress(var treatment)) -> treatment;
      case SessionInput.PeerRings _ when state.links().bridge() != null ->
          Treatment.bridge(state.links().bridge());
      case SessionInput.PeerAnswers _ when state.links().bridge() != null ->
          Treatment.bridge(state.links().bridge());
      default -> Treatment.SILENCE;
    };
  }

  private static @Nullable String node(SessionInput input) {
    return switch (input) {
      case SessionInput.Make(CallPlan wish) -> wish.mediaNode();
      case SessionInput.EnterBridge(_, var node) -> node;
      case SessionInput.PeerAnswers(_, var node, _) -> node;
      case SessionInput.PeerRings(_, _, var node, _) -> node;
      default -> null;
    };
  }

  static Leg legOf(SessionState state, SessionInput.LegOpened opened) {
    Media media = state.media();
    return new Leg(
        opened.leg(),
        opened.mediaNode(),
        opened.host(),
        opened.rtpPort(),
        media.agreed(),
        media.wanted());
  }

  static Origin origin(SessionState state, int version) {
    return new Origin(state.id().value().hashCode() & 0x7fff_ffffL, version);
  }

  /// Our answer (or, to an INVITE without an offer, our offer) as UAS.
  static void negotiateAsUas(Plan plan) {
    switch (plan.input) {
      case SessionInput.LegOpened opened -> firstAnswer(plan, opened);
      case SessionInput.Request(var request, var transaction) ->
          nextAnswer(plan, request, plan.environment.nodeOf(transaction));
      case SessionInput.PeerAnswers _, SessionInput.Decided _ ->
          EarlyPlan.answer(plan, plan.environment.now());
      default -> throw new IllegalStateException("nothing to answer in " + plan.input);
    }
  }

  private static void firstAnswer(Plan plan, SessionInput.LegOpened opened) {
    Leg leg = legOf(plan.state(), opened);
    Invitation invitation = plan.state().theCall().invitation();
    String remote = invitation == null ? "" : invitation.body();
    String local = describe(plan, leg, 0);
    plan.fact(
        new SessionEvent.Answered(
            plan.target(),
            leg,
            local,
            remote,
            null,
            null,
            List.of(),
            null,
            plan.environment.now()));
  }

  static void nextAnswer(Plan plan, DialogRequest request, String edge) {
    Leg leg = plan.state().media().leg();
    if (leg == null) {
      throw new IllegalStateException("session " + plan.state().id() + " has no leg");
    }
    if (plan.deal() instanceof Deal.Unchanged) {
      return; // an UPDATE without an offer
    }
    int version = plan.state().media().sdpVersion() + 1;
    String local = describe(plan, leg, version);
    Leg held = held(plan, leg, plan.state().media().hold().wanted());
    Leg changed = plan.deal() instanceof Deal.Agreed agreed ? held.with(agreed.remote()) : held;
    plan.fact(
        new SessionEvent.Renegotiated(
            plan.target(),
            changed,
            local,
            request.body(),
            version,
            request.cseq(),
            edge,
            request.contact()));
  }

  static String describe(Plan plan, Leg leg, int version) {
    Origin origin = origin(plan.state(), version);
    return switch (plan.deal()) {
      case Deal.Agreed(var theirs, var audio, int mLine) ->
          Negotiation.answer(
              theirs,
              audio,
              mLine,
              origin,
              leg.host(),
              leg.rtpPort(),
              plan.state().media().wish().options().attributes());
      case Deal.Offerless _, Deal.Failed _, Deal.Unchanged _ ->
          Negotiation.offer(
              origin,
              leg.host(),
              leg.rtpPort(),
              Deal.audio(plan.state(), plan.settings),
              wish(plan.state()));
    };
  }

  /// Which way we want the audio to flow.
  static Direction wish(SessionState state) {
    Direction way = state.media().wish().way();
    return Direction.of(way.sends(), way.receives() && !state.media().hold().wanted());
  }

  /// What the leg does once the peer knows that it is on hold, or is not any more.
  static Leg held(Plan plan, Leg leg, boolean told) {
    Hold hold = plan.state().media().hold();
    if (told == hold.told()) {
      return leg;
    }
    Treatment before = hold.before();
    if (told && !hold.asked() && !plan.settings.b2bua().heldHearMusic()) {
      return leg; // who holds is heard, if he says anything
    }
    return leg.with(told || before == null ? plan.settings.onHold() : before);
  }

  /// The peer's answer to our offer: in a 2xx (UAC) or in an ACK (UAS that was asked without an
  /// offer).
  static void negotiateAsUac(Plan plan) {
    Leg leg = plan.state().media().leg();
    if (plan.deal() instanceof Deal.Unchanged
        && plan.input instanceof SessionInput.ReinviteResponse(_, var response)) {
      RenewalAnswer.refreshed(plan, response);
      return;
    }
    if (leg == null || !(plan.deal() instanceof Deal.Agreed agreed)) {
      return;
    }
    Leg changed = leg.with(agreed.remote());
    String local = plan.state().media().localSdp();
    switch (plan.input) {
      case SessionInput.InviteResponse(var response) -> {
        var dialog = SignallingPlan.dialogBy(plan.state().theDialog().dialog(), response);
        String early = plan.state().media().remoteSdp();
        plan.fact(
            new SessionEvent.Answered(
                plan.target(),
                changed,
                local == null ? "" : local,
                response.body().isEmpty() && early != null ? early : response.body(),
                dialog.remoteTag(),
                dialog.remoteTarget(),
                dialog.routeSet(),
                dialog.flow(),
                plan.environment.now()));
        RefreshPlan.answered(plan, response);
      }
      case SessionInput.Ack(long cseq, var body) ->
          plan.fact(
              new SessionEvent.Renegotiated(
                  plan.target(),
                  changed,
                  local == null ? "" : local,
                  body,
                  plan.state().media().sdpVersion(),
                  cseq,
                  null,
                  null));
      case SessionInput.ReinviteResponse(_, var response) ->
          RenewalAnswer.accepted(plan, agreed, response);
      default -> throw new IllegalStateException("no answer in " + plan.input);
    }
  }

  /// The peer is heard before it has answered.
  static void early(Plan plan) {
    Leg leg = plan.state().media().leg();
    if (leg != null
        && plan.input instanceof SessionInput.InviteResponse(var response)
        && !response.body().isEmpty()
        && plan.deal() instanceof Deal.Agreed agreed) {
      if (response.body().equals(plan.state().media().remoteSdp())) {
        return; // said before
      }
      Leg changed = leg.with(agreed.remote());
      String tag = ReliablePlan.sequence(response) > 0 ? response.remoteTag() : null;
      plan.fact(new SessionEvent.EarlyAnswer(plan.target(), changed, response.body(), tag));
      plan.act(new SessionAction.ChangeLeg(leg.id(), leg.mediaNode(), changed.remote(), null));
    }
  }

  /// Tells the media node what the leg has become.
  static void change(Plan plan) {
    Leg leg = plan.state().media().leg();
    if (leg == null) {
      return;
    }
    switch (plan.input) {
      case SessionInput.EnterBridge(var bridge, _) -> treat(plan, leg, Treatment.bridge(bridge));
      case SessionInput.BridgeEnds _ -> treat(plan, leg, Treatment.SILENCE);
      case SessionInput.ReinviteResponse _ -> arrive(plan, leg);
      default ->
          plan.act(
              new SessionAction.ChangeLeg(
                  leg.id(), leg.mediaNode(), leg.remote(), leg.treatment()));
    }
  }

  /// The peer sends to the leg now: it does what the one before it did, and that one is closed.
  private static void arrive(Plan plan, Leg leg) {
    plan.act(new SessionAction.ChangeLeg(leg.id(), leg.mediaNode(), leg.remote(), leg.treatment()));
    plan.start(SessionTimer.MEDIA);
    Leg leaving = plan.state().media().leaving();
    if (leaving != null && plan.state().media().isDescribed()) {
      plan.act(new SessionAction.CloseLeg(leaving.id(), leaving.mediaNode()));
      plan.fact(new SessionEvent.Left(plan.target()));
    }
  }

  private static void treat(Plan plan, Leg leg, Treatment treatment) {
    // On hold it goes on doing that; the rest is for afterwards.
    Leg changed = plan.state().media().hold().told() ? leg : leg.with(treatment);
    plan.fact(
        treatment.bridge() == null
            ? new SessionEvent.Unbridged(plan.target(), changed)
            : new SessionEvent.Bridged(plan.target(), treatment.bridge(), changed));
    plan.act(new SessionAction.ChangeLeg(leg.id(), leg.mediaNode(), null, changed.treatment()));
    plan.act(new SessionAction.StartTimer(SessionTimer.MEDIA, plan.settings.mediaWait()));
    if (treatment.bridge() == null) {
      plan.actions(HoldPlan.release(plan.state()));
    }
  }

  /// Closes the leg, open or still being opened.
  static void release(Plan plan) {
    Media media = plan.state().media();
    Leg leg = media.leg();
    Leg leaving = media.leaving();
    if (leaving != null) {
      plan.act(new SessionAction.CloseLeg(leaving.id(), leaving.mediaNode()));
    }
    if (plan.state().renewal().opening()) {
      plan.act(new SessionAction.CloseLeg(LegId.of(plan.state().id(), media.legs()), ""));
    }
    if (leg != null) {
      plan.act(new SessionAction.CloseLeg(leg.id(), leg.mediaNode()));
    } else if (media.legs() > 0) {
      plan.act(new SessionAction.CloseLeg(LegId.of(plan.state().id(), media.legs()), ""));
    }
  }
}
