package dev.tandem.session.core;

import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.Treatment;
import dev.tandem.sdp.Direction;
import dev.tandem.session.core.Extensions.Refresh;
import dev.tandem.session.core.Extensions.Reliable;
import dev.tandem.session.core.SessionState.Call;
import dev.tandem.session.core.SessionState.CallDialog;
import dev.tandem.session.core.SessionState.Links;
import org.jspecify.annotations.Nullable;

/// What each fact makes of the state. Never refuses: what is in the journal has happened.
final class Evolution {
  private Evolution() {}

  static SessionState apply(SessionState state, SessionEvent fact) {
    SessionState next =
        switch (fact) {
          case SessionEvent.Invited invited -> invited(state, invited);
          case SessionEvent.Originated originated -> originated(state, originated);
          case SessionEvent.Reattempted again -> reattempted(state, again);
          case SessionEvent.RefreshAgreed(_, int seconds, boolean ours, boolean byUpdate) ->
              state.with(state.extensions().with(new Refresh(seconds, ours, byUpdate, false)));
          case SessionEvent.RangReliably(_, long rseq, int status) ->
              state.with(state.extensions().with(reliable(state, rseq, status)));
          case SessionEvent.EarlyAnswer early -> early(state, early);
          case SessionEvent.Deferred _ -> state;
          case SessionEvent.Forwarded(_, var peer, var bridge, var target) ->
              state.with(new Links(peer, bridge, false, target));
          case SessionEvent.Answered answered -> answered(state, answered);
          case SessionEvent.Established _ -> state.with(state.theCall().settled());
          case SessionEvent.Renegotiated again -> renegotiated(state, again);
          case SessionEvent.HoldAsked(_, boolean asked) ->
              state.with(state.media().with(state.media().hold().asking(asked)));
          case SessionEvent.Bridged(_, var bridge, var leg) ->
              state
                  .with(treated(state.media(), Treatment.bridge(bridge)).withLeg(leg))
                  .with(new Links(state.links().peer(), bridge, true));
          case SessionEvent.Unbridged(_, var leg) ->
              state
                  .with(treated(state.media(), Treatment.SILENCE).withLeg(leg))
                  .with(new Links(null, null, false));
          case SessionEvent.HungUp(_, var cause, var at) -> state.ending(cause, at);
          case SessionEvent.Ended(_, var cause, var at, _, long cseq) ->
              heardUpTo(state, cseq).ending(cause, at);
          case SessionEvent.Relocated(_, var leg, var leaving) ->
              state.with(state.media().movedTo(leg, leaving)).with(state.renewal().replaced());
          case SessionEvent.Reoffered reoffered -> reoffered(state, reoffered);
          case SessionEvent.Noted(_, var conditions) -> state.noting(conditions);
          case SessionEvent.Soft soft -> soft(state, soft);
        };
    return next.state().equals(fact.state()) ? next : next.with(fact.state());
  }

  private static SessionState heardUpTo(SessionState state, long cseq) {
    CallDialog dialog = state.dialog();
    return dialog == null || cseq <= dialog.remoteCseq()
        ? state
        : state.with(dialog.withRemoteCseq(cseq));
  }

  private static SessionState soft(SessionState state, SessionEvent.Soft fact) {
    return switch (fact) {
      case SessionEvent.Moved _ -> state;
      case SessionEvent.RefreshDue(_, boolean due) ->
          state.with(state.extensions().with(state.extensions().refresh().due(due)));
      case SessionEvent.ProvisionalHeard _ ->
          state.with(
              state.extensions().with(reliable(state, state.extensions().reliable().sent(), 0)));
      case SessionEvent.HeardReliably(_, var tag, long rseq) -> {
        Reliable present = state.extensions().reliable();
        yield state.with(
            state
                .extensions()
                .with(
                    new Reliable(
                        present.sent(), present.status(), tag, rseq, present.answeredTag())));
      }
      case SessionEvent.Planned(_, var plan, var at) ->
          state.with(new Call(false, plan.from(), plan.to(), null, null, plan, at, null));
      case SessionEvent.Agreed(_, var remote, var treatment, var node) ->
          state.with(state.media().opening(remote, treatment, node));
      case SessionEvent.LegUp(_, var leg) -> state.with(state.media().withLeg(leg));
      case SessionEvent.Promised(_, var bridge) ->
          state.with(new Links(state.links().peer(), bridge, false));
      case SessionEvent.Heard(_, var cseq, var target, var flow) ->
          state.with(heard(state.theDialog(), cseq, target, flow));
      case SessionEvent.Sent(_, var cseq) -> state.with(state.theDialog().withLocalCseq(cseq));
      case SessionEvent.Replacing(
              _,
              boolean lost,
              boolean opening,
              var remote,
              var treatment,
              var node) -> {
        SessionState next = state.with(state.renewal().replacing(lost, opening));
        yield opening ? next.with(state.media().opening(remote, treatment, node)) : next;
      }
      case SessionEvent.Retried(_, int tries, boolean replacing, boolean opening) ->
          state.with(state.renewal().retried(tries, replacing, opening));
      case SessionEvent.Described(_, var leg) -> state.with(state.media().describing(leg));
      case SessionEvent.Left _ -> state.with(state.media().left());
      case SessionEvent.EdgeGone _ -> state.with(state.renewal().edgeGone(true));
      case SessionEvent.Unacked(_, long cseq) -> state.with(state.renewal().unacked(cseq));
    };
  }

  private static SessionState invited(SessionState state, SessionEvent.Invited fact) {
    Invitation invitation = fact.invitation();
    var call =
        new Call(
            true,
            invitation.fromUri(),
            invitation.requestUri(),
            invitation,
            fact.transaction(),
            null,
            fact.at(),
            null);
    if (!state.isIdle()) {
      return state
          .with(state.theCall().withTransaction(fact.transaction())) // the edge repeats it
          .with(state.theDialog().at(fact.edge()));
    }
    return state.with(call).with(dialogOf(invitation, fact.localTag()).at(fact.edge()));
  }

  private static SessionState originated(SessionState state, SessionEvent.Originated fact) {
    var plan = fact.plan();
    var target = CallTarget.parse(plan.to());
    var dialog =
        new Dialog(
            fact.callId(),
            plan.from(),
            plan.fromDisplayName(),
            fact.localTag(),
            target.uri(),
            null,
            "",
            target.uri(),
            target.routes(),
            null);
    SessionState.Media media = state.media().withLeg(fact.leg());
    SessionState next =
        state
            .with(new Call(false, plan.from(), target.uri(), null, null, plan, fact.at(), null))
            .with(new CallDialog(dialog, 1, 0, 1, fact.edge()))
            .with(media.withSdp(fact.localSdp(), null, 0).describing(fact.leg().id()))
            .with(state.renewal().edgeGone(false));
    return plan.forwardedFor() == null
        ? next
        : next.with(new Links(plan.forwardedFor(), plan.treatment().bridge(), true));
  }

  private static Reliable reliable(SessionState state, long rseq, int status) {
    Reliable present = state.extensions().reliable();
    return new Reliable(rseq, status, present.heardTag(), present.heard(), present.answeredTag());
  }

  private static SessionState early(SessionState state, SessionEvent.EarlyAnswer fact) {
    SessionState.Media media = state.media();
    Reliable present = state.extensions().reliable();
    var reliable =
        new Reliable(
            present.sent(),
            present.status(),
            present.heardTag(),
            present.heard(),
            fact.remoteTag());
    return state
        .with(
            media
                .withLeg(fact.leg())
                .withSdp(media.localSdp(), fact.remoteSdp(), media.sdpVersion()))
        .with(state.extensions().with(reliable));
  }

  private static SessionState reattempted(SessionState state, SessionEvent.Reattempted fact) {
    CallDialog so = state.theDialog();
    Dialog dialog = so.dialog().towards(fact.target(), null);
    CallPlan plan = state.theCall().plan();
    return state
        .with(plan == null ? state.theCall() : state.theCall().with(plan.with(fact.headers())))
        .with(new CallDialog(dialog, fact.cseq(), so.remoteCseq(), fact.cseq(), fact.edge()))
        .with(state.media().withSdp(state.media().localSdp(), null, state.media().sdpVersion()))
        .with(state.extensions().with(fact.attempts()).with(Reliable.NONE));
  }

  private static SessionState answered(SessionState state, SessionEvent.Answered fact) {
    var call = state.theCall();
    CallDialog dialog = call.incoming() ? state.theDialog() : confirmed(state.theDialog(), fact);
    LegRemote remote = fact.leg().remote();
    SessionState.Media media =
        state
            .media()
            .withLeg(fact.leg())
            .withSdp(fact.localSdp(), fact.remoteSdp(), state.media().sdpVersion())
            .with(state.media().hold().remote(remote != null && !remote.send()));
    return state
        .with(call.answeredAt(fact.at()))
        .with(dialog)
        .with(call.incoming() ? media.describing(fact.leg().id()) : media)
        .with(call.incoming() ? state.renewal().replaced() : state.renewal());
  }

  private static CallDialog confirmed(CallDialog early, SessionEvent.Answered fact) {
    Dialog dialog = early.dialog();
    String target = fact.remoteTarget();
    String tag = fact.remoteTag();
    var now =
        new Dialog(
            dialog.callId(),
            dialog.localUri(),
            dialog.localDisplayName(),
            dialog.localTag(),
            dialog.remoteUri(),
            dialog.remoteDisplayName(),
            tag == null ? "" : tag,
            target == null ? dialog.remoteTarget() : target,
            fact.routeSet(),
            fact.flow());
    return early.with(now);
  }

  private static SessionState reoffered(SessionState state, SessionEvent.Reoffered fact) {
    var out = new Renewal.Out(fact.cseq(), fact.sdp(), fact.sdpVersion(), fact.leg(), fact.edge());
    return state
        .with(state.theDialog().withLocalCseq(fact.cseq()))
        .with(state.renewal().offering(out));
  }

  /// A leg on hold gets that treatment when the hold is over.
  private static SessionState.Media treated(SessionState.Media media, Treatment treatment) {
    return media.hold().told() ? media.with(media.hold().before(treatment)) : media;
  }

  private static SessionState renegotiated(SessionState state, SessionEvent.Renegotiated fact) {
    CallDialog dialog = state.theDialog().withRemoteCseq(fact.remoteCseq()).at(fact.edge());
    String target = fact.remoteTarget();
    Renewal renewal = state.renewal();
    return state
        .with(target == null ? dialog : dialog.with(dialog.dialog().towards(target, null)))
        .with(
            state
                .media()
                .with(holdAfter(state, fact))
                .withLeg(fact.leg())
                .withSdp(fact.localSdp(), fact.remoteSdp(), fact.sdpVersion())
                .describing(fact.leg().id()))
        .with(fact.edge() == null ? renewal : renewal.accepted().edgeGone(false));
  }

  /// Our offer says whether the peer is on hold; an answer of ours says what is asked for then.
  /// That the peer does not want to hear us means a hold, unless it answers a hold of ours.
  private static Hold holdAfter(SessionState state, SessionEvent.Renegotiated fact) {
    Hold hold = state.media().hold();
    if (fact.localSdp().equals(state.media().localSdp())
        && fact.remoteSdp().equals(state.media().remoteSdp())) {
      return hold; // refreshed, nothing else
    }
    Renewal.Out out = state.renewal().out();
    boolean ours = out != null && out.sdp().equals(fact.localSdp());
    Direction offered = ours ? Direction.ofAudio(fact.localSdp()) : Direction.SENDRECV;
    boolean told = ours ? !offered.receives() : hold.asked();
    LegRemote remote = fact.leg().remote();
    if (offered == Direction.SENDRECV && remote != null) {
      hold = hold.remote(!remote.send());
    }
    Leg leg = state.media().leg();
    return told == hold.told()
        ? hold
        : hold.told(told, told && leg != null ? leg.treatment() : null);
  }

  private static CallDialog heard(
      CallDialog dialog, long cseq, @Nullable String target, PeerAddress flow) {
    return dialog
        .with(dialog.dialog().towards(target, flow))
        .withRemoteCseq(Math.max(cseq, dialog.remoteCseq()));
  }

  /// The UAS side of a dialog as an INVITE begins it (RFC 3261 §12.1.1).
  static CallDialog dialogOf(Invitation invitation, String localTag) {
    var dialog =
        new Dialog(
            invitation.callId(),
            invitation.toUri(),
            invitation.toDisplayName(),
            localTag,
            invitation.fromUri(),
            invitation.fromDisplayName(),
            invitation.fromTag(),
            invitation.contact(),
            invitation.recordRoutes(),
            invitation.source());
    return new CallDialog(dialog, 0, invitation.cseq(), invitation.cseq(), null);
  }
}
