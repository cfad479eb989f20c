package dev.tandem.session.core;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.session.core.SessionState.Call;
import dev.tandem.session.core.SessionState.CallDialog;
import dev.tandem.session.core.SessionState.Links;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What each fact makes of the state. Never refuses: what is in the journal has happened.
final class Evolution {
  private Evolution() {}

  static SessionState apply(SessionState state, SessionEvent fact) {
    SessionState next =
        switch (fact) {
          case SessionEvent.Invited invited -> invited(state, invited);
          case SessionEvent.Originated originated -> originated(state, originated);
          case SessionEvent.Deferred _ -> state;
          case SessionEvent.Forwarded(_, var peer, var bridge) ->
              state.with(new Links(peer, bridge, false));
          case SessionEvent.Answered answered -> answered(state, answered);
          case SessionEvent.Established _ -> state.with(state.theCall().settled());
          case SessionEvent.Renegotiated again -> renegotiated(state, again);
          case SessionEvent.Bridged(_, var bridge, var leg) ->
              state
                  .with(state.media().withLeg(leg))
                  .with(new Links(state.links().peer(), bridge, true));
          case SessionEvent.Unbridged(_, var leg) ->
              state.with(state.media().withLeg(leg)).with(new Links(null, null, false));
          case SessionEvent.HungUp(_, var cause) -> state.ending(cause, null);
          case SessionEvent.Ended(_, var cause, var at, _) -> state.ending(cause, at);
          case SessionEvent.Noted(_, var conditions) -> state.noting(conditions);
          case SessionEvent.Soft soft -> soft(state, soft);
        };
    return next.state().equals(fact.state()) ? next : next.with(fact.state());
  }

  private static SessionState soft(SessionState state, SessionEvent.Soft fact) {
    return switch (fact) {
      case SessionEvent.Moved _ -> state;
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
      return state.with(state.theCall().withTransaction(fact.transaction())); // the edge repeats it
    }
    return state.with(call).with(dialogOf(invitation, fact.localTag()));
  }

  private static SessionState originated(SessionState state, SessionEvent.Originated fact) {
    var plan = fact.plan();
    var dialog =
        new Dialog(
            fact.callId(),
            plan.from(),
            plan.fromDisplayName(),
            fact.localTag(),
            plan.to(),
            null,
            "",
            plan.to(),
            List.of(),
            null);
    SessionState.Media media = state.media().withLeg(fact.leg());
    SessionState next =
        state
            .with(new Call(false, plan.from(), plan.to(), null, null, plan, fact.at(), null))
            .with(new CallDialog(dialog, 1, 0, 1))
            .with(media.withSdp(fact.localSdp(), null, 0));
    return plan.forwardedFor() == null
        ? next
        : next.with(new Links(plan.forwardedFor(), plan.treatment().bridge(), true));
  }

  private static SessionState answered(SessionState state, SessionEvent.Answered fact) {
    var call = state.theCall();
    CallDialog dialog = call.incoming() ? state.theDialog() : confirmed(state.theDialog(), fact);
    SessionState.Media media = state.media().withLeg(fact.leg());
    return state
        .with(call.answeredAt(fact.at()))
        .with(dialog)
        .with(media.withSdp(fact.localSdp(), fact.remoteSdp(), media.sdpVersion()));
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
    return new CallDialog(now, early.localCseq(), early.remoteCseq(), early.inviteCseq());
  }

  private static SessionState renegotiated(SessionState state, SessionEvent.Renegotiated fact) {
    var dialog = state.theDialog();
    return state
        .with(
            new CallDialog(
                dialog.dialog(), dialog.localCseq(), fact.remoteCseq(), dialog.inviteCseq()))
        .with(
            state
                .media()
                .withLeg(fact.leg())
                .withSdp(fact.localSdp(), fact.remoteSdp(), fact.sdpVersion()));
  }

  private static CallDialog heard(
      CallDialog dialog, long cseq, @Nullable String target, PeerAddress flow) {
    Dialog old = dialog.dialog();
    var now =
        new Dialog(
            old.callId(),
            old.localUri(),
            old.localDisplayName(),
            old.localTag(),
            old.remoteUri(),
            old.remoteDisplayName(),
            old.remoteTag(),
            target == null ? old.remoteTarget() : target,
            old.routeSet(),
            flow);
    return new CallDialog(
        now, dialog.localCseq(), Math.max(cseq, dialog.remoteCseq()), dialog.inviteCseq());
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
    return new CallDialog(dialog, 0, invitation.cseq(), invitation.cseq());
  }
}
