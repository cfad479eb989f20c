package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.CallTarget;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.LegRemote;
import dev.tandem.protocol.TrunkRoute;
import dev.tandem.session.core.Extensions.Reliable;
import org.jspecify.annotations.Nullable;

/// What facts make of a call while it is being set up: its dialog, its first descriptions.
final class Beginning {
  private Beginning() {}

  static SessionState invited(SessionState state, SessionEvent.Invited fact) {
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
            null,
            invitation.trunk(),
            null);
    if (!state.isIdle()) {
      return state
          .with(state.theCall().withTransaction(fact.transaction())) // the edge repeats it
          .with(state.theDialog().at(fact.edge()));
    }
    return state
        .with(call)
        .with(dialogOf(invitation, fact.localTag()).at(fact.edge()))
        .with(state.media().wishing(MediaWish.of(invitation.media(), false), null));
  }

  static @Nullable String trunk(CallPlan plan) {
    return TrunkRoute.of(plan.to()).map(TrunkRoute::trunk).orElse(null);
  }

  static SessionState originated(SessionState state, SessionEvent.Originated fact) {
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
            target.flow());
    Media media = state.media().withLeg(fact.leg()).wishing(MediaWish.of(plan.media(), true), null);
    SessionState next =
        state
            .with(
                new Call(
                    false,
                    plan.from(),
                    target.uri(),
                    null,
                    null,
                    plan,
                    fact.at(),
                    null,
                    trunk(plan),
                    null))
            .with(new CallDialog(dialog, 1, 0, 1, fact.edge()))
            .with(media.withSdp(fact.localSdp(), null, 0).describing(fact.leg().id()))
            .with(state.renewal().edgeGone(false));
    return plan.forwardedFor() == null
        ? next
        : next.with(new Links(plan.forwardedFor(), plan.treatment().bridge(), true));
  }

  /// The first time it is what the caller knows of us.
  static SessionState progressed(SessionState state, SessionEvent.Progressed fact) {
    Media media = state.media().withLeg(fact.leg());
    return media.localSdp() != null
        ? state.with(media)
        : state
            .with(media.withSdp(fact.localSdp(), fact.remoteSdp(), 0).describing(fact.leg().id()))
            .with(state.renewal().replaced());
  }

  static SessionState early(SessionState state, SessionEvent.EarlyAnswer fact) {
    Media media = state.media();
    Reliable reliable = state.extensions().reliable().answeredBy(fact.remoteTag());
    return state
        .with(
            media
                .withLeg(fact.leg())
                .withSdp(media.localSdp(), fact.remoteSdp(), media.sdpVersion()))
        .with(state.extensions().with(reliable));
  }

  static SessionState reattempted(SessionState state, SessionEvent.Reattempted fact) {
    CallDialog so = state.theDialog();
    Dialog dialog = so.dialog().towards(fact.target(), null);
    CallPlan plan = state.theCall().plan();
    return state
        .with(plan == null ? state.theCall() : state.theCall().with(plan.with(fact.headers())))
        .with(new CallDialog(dialog, fact.cseq(), so.remoteCseq(), fact.cseq(), fact.edge()))
        .with(state.media().withSdp(state.media().localSdp(), null, state.media().sdpVersion()))
        .with(state.extensions().with(fact.attempts()).with(Reliable.NONE));
  }

  static SessionState answered(SessionState state, SessionEvent.Answered fact) {
    var call = state.theCall();
    CallDialog dialog = call.incoming() ? state.theDialog() : confirmed(state.theDialog(), fact);
    LegRemote remote = fact.leg().remote();
    Media media =
        state
            .media()
            .withLeg(fact.leg())
            .withSdp(fact.localSdp(), fact.remoteSdp(), state.media().sdpVersion())
            .with(state.media().hold().remote(remote != null && !remote.send()));
    // What the caller knows from a 183 already may be of another leg than the present one.
    boolean first = call.incoming() && state.media().localSdp() == null;
    return state
        .with(call.answeredAt(fact.at()))
        .with(dialog)
        .with(inRoom(state.links(), fact.leg().treatment().bridge()))
        .with(first ? media.describing(fact.leg().id()) : media)
        .with(first ? state.renewal().replaced() : state.renewal());
  }

  /// That a conference had promised its place is not written; that it was taken is.
  static Links inRoom(Links links, @Nullable BridgeId bridge) {
    return bridge == null || links.bridge() != null
        ? links
        : new Links(links.peer(), bridge, links.member(), links.target(), links.fork());
  }

  static CallDialog confirmed(CallDialog early, SessionEvent.Answered fact) {
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
