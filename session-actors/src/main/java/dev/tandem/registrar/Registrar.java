package dev.tandem.registrar;

import dev.tandem.protocol.Binding;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.RegistrarReply;
import dev.tandem.protocol.RegistrarReply.Refusal;
import dev.tandem.protocol.Registration;
import dev.tandem.protocol.Registration.Wish;
import dev.tandem.registrar.RegistrarSettings.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a REGISTER does to the bindings of one address (RFC 3261 §10.3), as pure functions. All of
/// a request is done, or nothing.
public final class Registrar {
  public record Decision(List<RegistrarEvent> facts, RegistrarReply reply) {}

  private Registrar() {}

  /// @param full whether the node has no room for one more address
  static Decision register(
      RegistrarState state, Registration asked, Limits limits, boolean full, Instant now) {
    var bindings = new LinkedHashMap<String, Binding>();
    state.at(now).forEach(it -> bindings.put(it.key(), it));
    RegistrarReply refusal =
        asked.removeAll() ? removeAll(bindings, asked) : change(bindings, asked, limits, now);
    if (refusal == null && bindings.size() > limits.maxContacts()) {
      refusal = refused(Refusal.TOO_MANY, limits.maxContacts());
    }
    if (refusal == null && full && state.bindings().isEmpty() && !bindings.isEmpty()) {
      refusal = refused(Refusal.FULL, 0);
    }
    return refusal == null
        ? changed(state, List.copyOf(bindings.values()), now)
        : new Decision(List.of(), refusal);
  }

  private static @Nullable RegistrarReply removeAll(
      Map<String, Binding> bindings, Registration asked) {
    if (bindings.values().stream().anyMatch(it -> isLate(it, asked))) {
      return refused(Refusal.OUT_OF_ORDER, 0);
    }
    bindings.values().removeIf(it -> !isRepeated(it, asked));
    return null;
  }

  private static @Nullable RegistrarReply change(
      Map<String, Binding> bindings, Registration asked, Limits limits, Instant now) {
    for (Wish wish : asked.wishes()) {
      Binding before = bindings.get(wish.key());
      if (before != null && isLate(before, asked)) {
        return refused(Refusal.OUT_OF_ORDER, 0);
      }
      Duration lasts = lasts(wish, limits);
      if (wish.seconds() == 0) {
        bindings.remove(wish.key());
      } else if (lasts.compareTo(limits.minExpires()) < 0) {
        return refused(Refusal.TOO_BRIEF, limits.minExpires().toSeconds());
      } else if (before == null || !isRepeated(before, asked)) {
        bindings.put(wish.key(), binding(wish, asked, before, now.plus(lasts), now));
      }
    }
    return null;
  }

  private static Duration lasts(Wish wish, Limits limits) {
    if (wish.seconds() < 0) {
      return limits.defaultExpires();
    }
    // Compared before it is made a Duration: 2^32-1 is allowed on the wire.
    return wish.seconds() > limits.maxExpires().toSeconds()
        ? limits.maxExpires()
        : Duration.ofSeconds(wish.seconds());
  }

  private static Binding binding(
      Wish wish, Registration asked, @Nullable Binding before, Instant expires, Instant now) {
    return new Binding(
        wish.key(),
        wish.contact(),
        wish.q(),
        expires,
        asked.callId(),
        asked.cseq(),
        wish.instance(),
        wish.regId(),
        asked.path(),
        asked.source(),
        asked.node(),
        asked.userAgent(),
        before == null ? now : before.since(),
        asked.life());
  }

  /// Step 7: within a Call-ID only a higher CSeq changes anything.
  private static boolean isLate(Binding binding, Registration asked) {
    return binding.callId().equals(asked.callId()) && asked.cseq() < binding.cseq();
  }

  /// The same request once more: the edge asks again when it hears nothing.
  private static boolean isRepeated(Binding binding, Registration asked) {
    return binding.callId().equals(asked.callId()) && asked.cseq() == binding.cseq();
  }

  static Decision expire(RegistrarState state, Instant now) {
    return changed(state, state.at(now), now);
  }

  static Decision flowGone(RegistrarState state, String node, PeerAddress flow, Instant now) {
    Predicate<Binding> gone =
        it -> it.needsItsConnection() && it.node().equals(node) && flow.equals(it.source());
    return changed(state, state.at(now).stream().filter(gone.negate()).toList(), now);
  }

  /// The bindings that can still be used, dropping those whose connection ended with its node.
  ///
  /// @param gone whether that [Binding#life] is over
  static Decision lookup(RegistrarState state, LongPredicate gone, Instant now) {
    RegistrarState left = without(state, gone);
    return left.equals(state)
        ? new Decision(List.of(), new RegistrarReply.Bound(state.at(now)))
        : changed(state, left.at(now), now);
  }

  /// @param gone as of [#lookup]
  static RegistrarState without(RegistrarState state, LongPredicate gone) {
    return new RegistrarState(
        state.bindings().stream()
            .filter(it -> !it.needsItsConnection() || it.life() == 0 || !gone.test(it.life()))
            .toList());
  }

  private static Decision changed(RegistrarState state, List<Binding> bindings, Instant now) {
    var next = new RegistrarState(bindings);
    List<RegistrarEvent> facts = new ArrayList<>(1);
    boolean same =
        state.bindings().size() == bindings.size() && state.bindings().containsAll(bindings);
    if (!same) {
      facts.add(new RegistrarEvent.Rebound(next.bindings()));
    }
    return new Decision(facts, new RegistrarReply.Bound(next.at(now)));
  }

  static RegistrarState evolve(RegistrarState state, RegistrarEvent fact) {
    return switch (fact) {
      case RegistrarEvent.Rebound(var bindings) -> new RegistrarState(bindings);
    };
  }

  private static RegistrarReply refused(Refusal why, long limit) {
    return new RegistrarReply.Refused(why, limit);
  }
}
