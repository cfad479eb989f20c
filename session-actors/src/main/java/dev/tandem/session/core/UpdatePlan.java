package dev.tandem.session.core;

import dev.tandem.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the application says about a call's codecs and direction: before it is answered, by its
/// decision; later, by a re-INVITE that [RenewalPlan] sends.
final class UpdatePlan {
  private UpdatePlan() {}

  /// Takes note of what the decision says about media; null when it is too late for that, because
  /// the caller knows of our media already.
  static SessionEvent.@Nullable MediaChosen chosen(SessionState state, Verdict.WithMedia verdict) {
    Call call = state.call();
    boolean open =
        call != null
            && call.incoming()
            && call.invitation() != null
            && state.end() == null
            && state.media().localSdp() == null
            && state.media().legs() == 0;
    return open
        ? new SessionEvent.MediaChosen(
            state.state(),
            new MediaWish(
                verdict.options().over(state.media().wish().options()),
                true,
                state.media().wish().direction()))
        : null;
  }

  /// The caller's offer may have nothing of what is chosen now.
  static Verdict unlessUnfit(SessionState state, Verdict verdict, CoreSettings settings) {
    boolean refuses = verdict instanceof Verdict.Reject || verdict instanceof Verdict.Redirect;
    return !refuses
            && Deal.of(state, new SessionInput.Decided(verdict), settings) instanceof Deal.Failed
        ? new Verdict.Reject(488, null)
        : verdict;
  }

  static Decision after(SessionEvent fact, Decision rest) {
    List<SessionEvent> facts = new ArrayList<>(rest.facts().size() + 1);
    facts.add(fact);
    facts.addAll(rest.facts());
    return new Decision(
        List.copyOf(facts), rest.actions(), rest.refusal(), rest.event(), rest.row());
  }

  /// The peer is to be offered that.
  static void ask(Plan plan) {
    if (plan.input instanceof SessionInput.Update(var options, var direction)) {
      MediaWish asked = MediaWish.asked(plan.state(), options, direction);
      MediaWish pending = asked.equals(plan.state().media().wish()) ? null : asked;
      Renewal.Out out = plan.state().renewal().out();
      if (out != null && out.media() != null && pending == null) {
        pending = asked; // another offer is out: it has to be taken back by the next one
      }
      take(plan, pending);
    }
  }

  /// What the peer has refused is not tried again.
  static void rollBack(Plan plan, Renewal.Out out) {
    MediaWish pending = plan.state().media().pending();
    if (pending != null && pending.equals(out.media())) {
      take(plan, null);
    }
  }

  private static void take(Plan plan, @Nullable MediaWish pending) {
    MediaWish so = plan.state().media().pending();
    if (pending == null ? so != null : !pending.equals(so)) {
      plan.fact(new SessionEvent.MediaAsked(plan.target(), pending));
    }
  }
}
