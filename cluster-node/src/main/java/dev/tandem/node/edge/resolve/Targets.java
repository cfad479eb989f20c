package dev.tandem.node.edge.resolve;

import dev.tandem.node.edge.resolve.Question.Kind;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transport.Transport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The addresses one request can go to, one after the other, each looked up only when it is its
/// turn (RFC 3263 §4.3). Those that failed lately come last. On the SIP loop only.
public final class Targets {
  private final Locator with;
  private final @Nullable String domain;
  private final Deque<Step> steps;
  private final Deque<Hop> last = new ArrayDeque<>();
  private final Set<Hop> seen = new HashSet<>();
  private @Nullable Targets after;
  private boolean atOthers;
  private boolean decided;
  private int left;

  /// @param domain that a TLS peer has to prove it is, whatever server its domain has named (RFC
  ///   5922 §4)
  Targets(Locator with, @Nullable String domain, List<Step> steps, int most) {
    this.with = with;
    this.domain = domain;
    this.steps = new ArrayDeque<>(steps);
    this.left = most;
  }

  /// @param then told on the loop, at once or later; null when there is no further one
  public void next(Consumer<@Nullable Hop> then) {
    if (atOthers && after != null) {
      after.next(then);
      return;
    }
    Step step = left > 0 ? steps.pollFirst() : null;
    switch (step) {
      case Step.Ready(Hop hop) -> ready(hop, then);
      case Step.Pointers asked ->
          with.names()
              .ask(
                  new Question(asked.domain(), Kind.NAPTR),
                  answer -> goOn(Steps.after(asked, answer), then));
      case Step.Servers asked ->
          with.names()
              .ask(
                  new Question(asked.name(), Kind.SRV),
                  answer -> {
                    decided |= Steps.decides(answer);
                    goOn(Steps.after(asked, answer, with.dice()), then);
                  });
      case Step.Addresses asked ->
          with.names()
              .addresses(
                  asked.host(),
                  with.kinds(asked.transport()),
                  found -> goOn(Steps.after(asked, found), then));
      case Step.Otherwise(Step.Addresses host) ->
          goOn(decided ? List.of() : List.of((Step) host), then);
      case null -> atEnd(then);
    }
  }

  /// Those of `others` come after ours, and what failed lately after all.
  public Targets or(@Nullable Targets others) {
    after = others;
    return this;
  }

  private void atEnd(Consumer<@Nullable Hop> then) {
    Targets others = after;
    if (others == null) {
      give(left > 0 ? last.pollFirst() : null, then);
      return;
    }
    atOthers = true;
    others.seen.addAll(seen);
    others.last.addAll(last);
    others.left = Math.min(left, others.left);
    others.next(then);
  }

  private void ready(Hop found, Consumer<@Nullable Hop> then) {
    Hop hop =
        found.transport() == Transport.TLS && found.domain() == null
            ? new Hop(found.transport(), found.address(), domain)
            : found;
    if (!seen.add(hop)) {
      next(then);
    } else if (with.avoided().contains(hop)) {
      last.addLast(hop);
      next(then);
    } else {
      give(hop, then);
    }
  }

  private void give(@Nullable Hop hop, Consumer<@Nullable Hop> then) {
    left--;
    then.accept(hop);
  }

  private void goOn(List<Step> found, Consumer<@Nullable Hop> then) {
    found.reversed().forEach(steps::addFirst);
    next(then);
  }

  /// Whether there may be a further one: what is not looked up yet may come to nothing.
  public boolean mayHaveMore() {
    if (after != null && (atOthers || left > 0) && after.mayHaveMore()) {
      return true;
    }
    return !atOthers
        && left > 0
        && (!last.isEmpty()
            || steps.stream().anyMatch(it -> !decided || !(it instanceof Step.Otherwise)));
  }
}
