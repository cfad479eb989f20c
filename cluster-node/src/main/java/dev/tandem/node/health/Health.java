package dev.tandem.node.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// How a node is, as three questions a supervisor asks: is it alive (else restart it), has it
/// started (else wait), is it ready (else send no calls). Any thread may ask or tell.
public final class Health {
  /// One part's view: empty when all is well, else what is wrong in a few words. Called on every
  /// question, so it looks at a field and never waits.
  @FunctionalInterface
  public interface Check {
    Optional<String> problem();
  }

  /// @param reasons why not; empty when `well`
  public record Answer(boolean well, List<String> reasons) {
    static Answer of(List<String> reasons) {
      return new Answer(reasons.isEmpty(), List.copyOf(reasons));
    }
  }

  private final Map<String, Check> checks = new ConcurrentSkipListMap<>();
  private volatile boolean started;
  private volatile boolean draining;
  private volatile @Nullable String broken;

  /// Readiness depends on `check` from now on; a second one of the same name replaces the first.
  public void require(String name, Check check) {
    checks.put(name, check);
  }

  /// All parts have been started once.
  public void markStarted() {
    started = true;
  }

  /// No new calls from now on; what is there goes on.
  public void markDraining() {
    draining = true;
  }

  /// Beyond repair: only a new process helps.
  public void markBroken(String reason) {
    broken = reason;
  }

  public Answer live() {
    String reason = broken;
    return Answer.of(reason == null ? List.of() : List.of(reason));
  }

  public Answer startup() {
    return Answer.of(started ? List.of() : List.of("starting"));
  }

  public Answer ready() {
    var reasons = new ArrayList<String>(live().reasons());
    reasons.addAll(startup().reasons());
    if (draining) {
      reasons.add("draining");
    }
    checks.forEach(
        (name, check) -> check.problem().ifPresent(problem -> reasons.add(name + ": " + problem)));
    return Answer.of(reasons);
  }
}
