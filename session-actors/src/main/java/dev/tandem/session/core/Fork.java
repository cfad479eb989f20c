package dev.tandem.session.core;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The phones that are called for one caller: who rings, who has failed and how, who comes next. In
/// the journal: new parts have to be nullable. As many branches as
/// [dev.tandem.protocol.Verdict.Ring] has targets.
///
/// @param branches all that were called so far, in the order they were
/// @param next groups of targets still to be called
/// @param patience how long each group may ring
/// @param since when the present group was called
public record Fork(
    List<Branch> branches, List<List<String>> next, Duration patience, Instant since) {

  /// Answers that say what the caller could do about it (RFC 3261 §16.7 step 6).
  private static final Set<Integer> TELLING = Set.of(401, 407, 415, 420, 484);

  /// These are of nobody who has seen the call.
  private static final Set<Integer> SILENT = Set.of(408, 480, 487);

  /// One phone, called by a session of its own on a bridge of its own: nobody hears those who do
  /// not get the call.
  ///
  /// @param status how it has failed, 0 while it rings
  public record Branch(
      SessionId session, BridgeId bridge, String target, int status, String reason) {
    boolean rings() {
      return status == 0;
    }
  }

  @Nullable Branch branch(SessionId session) {
    for (Branch branch : branches) {
      if (branch.session().equals(session)) {
        return branch;
      }
    }
    return null;
  }

  boolean rings(SessionId session) {
    Branch branch = branch(session);
    return branch != null && branch.rings();
  }

  List<Branch> ringing() {
    return branches.stream().filter(Branch::rings).toList();
  }

  Fork failed(SessionId session, int status, String reason) {
    List<Branch> now =
        branches.stream()
            .map(it ->
                it.session().equals(session) && it.rings()
                    ? new Branch(it.session(), it.bridge(), it.target(), status, reason)
                    : it)
            .toList();
    return new Fork(now, next, patience, since);
  }

  /// The next group rings.
  Fork nextGroup(List<Branch> group, Instant now) {
    List<Branch> all = new ArrayList<>(branches);
    all.addAll(group);
    return new Fork(List.copyOf(all), next.subList(1, next.size()), patience, now);
  }

  /// What the caller is told when all have failed, the one that is `last` among them (RFC 3261
  /// §16.7 step 6): a 6xx, else one of the lowest class, rather one that says something.
  EndCause best(EndCause last) {
    return branches.stream()
        .filter(it -> !it.rings())
        .filter(it -> rank(it.status()) <= rank(last.status()))
        .min(Comparator.comparingInt(it -> rank(it.status())))
        .map(it -> new EndCause(EndCause.By.BRIDGE, it.status(), it.reason()))
        .orElse(last);
  }

  private static int rank(int status) {
    if (status >= 600) {
      return 0;
    }
    return status / 100 * 10 + (TELLING.contains(status) ? 0 : SILENT.contains(status) ? 2 : 1);
  }
}
