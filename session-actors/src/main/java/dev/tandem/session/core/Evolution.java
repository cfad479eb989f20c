package dev.tandem.session.core;

import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.Treatment;
import dev.tandem.session.core.Extensions.Refresh;
import org.jspecify.annotations.Nullable;

/// What each fact makes of the state. Never refuses: what is in the journal has happened.
final class Evolution {
  private Evolution() {}

  static SessionState apply(SessionState state, SessionEvent fact) {
    SessionState next =
        switch (fact) {
          case SessionEvent.Invited invited -> Beginning.invited(state, invited);
          case SessionEvent.Originated originated -> Beginning.originated(state, originated);
          case SessionEvent.Reattempted again -> Beginning.reattempted(state, again);
          case SessionEvent.RefreshAgreed(_, int seconds, boolean ours, boolean byUpdate) ->
              state.with(state.extensions().with(new Refresh(seconds, ours, byUpdate, false)));
          case SessionEvent.RangReliably(_, long rseq, int status) ->
              state.with(
                  state
                      .extensions()
                      .with(
                          state
                              .extensions()
                              .reliable()
                              .sending(
                                  rseq,
                                  status,
                                  status == 183 && state.media().localSdp() != null)));
          case SessionEvent.Progressed progressed -> Beginning.progressed(state, progressed);
          case SessionEvent.EarlyAnswer early -> Beginning.early(state, early);
          case SessionEvent.Deferred(_, var until) ->
              until == null ? state : state.with(state.theCall().decidingBy(until));
          case SessionEvent.Forwarded(_, var peer, var bridge, var target) ->
              decided(state).with(new Links(peer, bridge, false, target, null));
          case SessionEvent.Forked(_, var fork) -> decided(state).with(Links.of(fork));
          case SessionEvent.Taken(_, var peer) -> state.with(state.links().taken(peer));
          case SessionEvent.Answered answered -> Beginning.answered(state, answered);
          case SessionEvent.Established _ -> state.with(state.theCall().settled());
          case SessionEvent.Renegotiated again -> Renegotiation.renegotiated(state, again);
          case SessionEvent.HoldAsked(_, boolean asked) ->
              state.with(state.media().with(state.media().hold().asking(asked)));
          case SessionEvent.MediaChosen(_, var media) ->
              state.with(state.media().wishing(media, null));
          case SessionEvent.MediaAsked(_, var media) -> Renegotiation.asked(state, media);
          case SessionEvent.Muted(_, var muting) -> state.with(state.media().with(muting));
          case SessionEvent.HoldPassed(_, boolean on) ->
              state.with(state.media().with(state.media().hold().passing(on)));
          case SessionEvent.HoldShared(_, boolean on) ->
              state.with(state.media().with(state.media().hold().sharing(on)));
          case SessionEvent.Bridged(_, var bridge, var leg) ->
              state
                  .with(Renegotiation.treated(state.media(), Treatment.bridge(bridge)).withLeg(leg))
                  .with(new Links(state.links().peer(), bridge, true));
          case SessionEvent.Unbridged(_, var leg) ->
              state
                  .with(Renegotiation.treated(state.media(), Treatment.SILENCE).withLeg(leg))
                  .with(new Links(null, null, false));
          case SessionEvent.TransferBegun(_, var transfer) -> begun(state, transfer);
          case SessionEvent.TransferEnded(_, int status) -> transferred(state, status);
          case SessionEvent.Relinked(_, var peer, var bridge) ->
              state.with(new Links(peer, bridge, bridge != null, state.links().target(), null));
          case SessionEvent.HungUp(_, var cause, var at) -> state.ending(cause, at);
          case SessionEvent.Ended(_, var cause, var at, _, long cseq) ->
              heardUpTo(state, cseq).ending(cause, at);
          case SessionEvent.Relocated(_, var leg, var leaving) ->
              state.with(state.media().movedTo(leg, leaving)).with(state.renewal().replaced());
          case SessionEvent.Reoffered reoffered -> Renegotiation.reoffered(state, reoffered);
          case SessionEvent.Governed(_, var table) -> state.by(table);
          case SessionEvent.Noted(_, var conditions) -> state.noting(conditions);
          case SessionEvent.Soft soft -> soft(state, soft);
        };
    return next.state().equals(fact.state()) ? next : next.with(fact.state());
  }

  /// It rings elsewhere now, as long as others do.
  private static SessionState decided(SessionState state) {
    Call call = state.theCall();
    return call.decideBy() == null ? state : state.with(call.decidingBy(null));
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
      case SessionEvent.BranchFailed(_, var branch, int status, var reason) -> {
        Fork fork = state.links().fork();
        yield fork == null ? state : state.with(Links.of(fork.failed(branch, status, reason)));
      }
      case SessionEvent.RefreshDue(_, boolean due) ->
          state.with(state.extensions().with(state.extensions().refresh().due(due)));
      case SessionEvent.ProvisionalHeard _ ->
          state.with(
              state
                  .extensions()
                  .with(
                      state
                          .extensions()
                          .reliable()
                          .sending(state.extensions().reliable().sent(), 0, false)));
      case SessionEvent.Postponed postponed ->
          state.with(
              state
                  .extensions()
                  .with(state.extensions().reliable().postponing(inputOf(postponed))));
      case SessionEvent.HeardReliably(_, var tag, long rseq) ->
          state.with(state.extensions().with(state.extensions().reliable().hearing(tag, rseq)));
      case SessionEvent.ReferHeard(_, var asked) -> state.with(state.extensions().asking(asked));
      case SessionEvent.TransferProgressed(_, int status) -> transferred(state, status);
      case SessionEvent.Planned(_, var plan, var at) ->
          state
              .with(
                  new Call(
                      false,
                      plan.from(),
                      plan.to(),
                      null,
                      null,
                      plan,
                      at,
                      null,
                      Beginning.trunk(plan),
                      null))
              .with(state.media().wishing(MediaWish.of(plan.media(), true), null));
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

  private static SessionState begun(SessionState state, Transfer transfer) {
    SessionState next = state.with(state.extensions().with(transfer));
    CallDialog dialog = state.theDialog();
    return transfer.ours()
        ? next.with(dialog.withLocalCseq(transfer.cseq()))
        : next.with(dialog.withRemoteCseq(Math.max(transfer.cseq(), dialog.remoteCseq())));
  }

  private static SessionState transferred(SessionState state, int status) {
    Transfer transfer = state.extensions().transfer();
    return transfer == null ? state : state.with(state.extensions().with(transfer.with(status)));
  }

  private static @Nullable SessionInput inputOf(SessionEvent.Postponed fact) {
    var verdict = fact.verdict();
    var answer = fact.answer();
    if (verdict != null) {
      return new SessionInput.Decided(verdict);
    }
    return answer == null
        ? null
        : new SessionInput.PeerAnswers(answer.peer(), answer.mediaNode(), answer.encoding());
  }

  private static CallDialog heard(
      CallDialog dialog, long cseq, @Nullable String target, PeerAddress flow) {
    return dialog
        .with(dialog.dialog().towards(target, flow))
        .withRemoteCseq(Math.max(cseq, dialog.remoteCseq()));
  }
}
