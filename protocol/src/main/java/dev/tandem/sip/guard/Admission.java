package dev.tandem.sip.guard;

import java.util.Locale;
import java.util.random.RandomGenerator;

/// Decides whether a new INVITE is taken, before anything is spent on it. Without I/O and clock;
/// one thread. What is admitted is counted with [#admitted] and comes off with [#finished].
///
/// Set-up time is what this node needs: whoever reports it does so at the first response other than
/// 100, not when a human has picked up.
public final class Admission {
  public enum Cause {
    /// Set-ups take too long: the adaptive bound is reached.
    OVERLOAD,

    /// Messages wait in the socket for longer than the loop can make up for.
    BACKLOG,

    /// `max-in-progress` is reached.
    IN_PROGRESS,

    /// `max-calls-per-second` is reached.
    RATE;

    /// As in a metric: `in-progress`.
    public String metric() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public sealed interface Decision {
    record Taken() implements Decision {}

    /// @param retryAfterSeconds spread, so that the refused do not all come back at once
    record Shed(Cause cause, int retryAfterSeconds) implements Decision {}
  }

  private static final Decision TAKEN = new Decision.Taken();

  private final AdmissionSettings settings;
  private final RandomGenerator random;
  private final SetUpsInProgress inProgress = new SetUpsInProgress();
  private final SetUpBound bound;
  private final TokenBucket rate;
  private final Backlog backlog = new Backlog();

  public Admission(AdmissionSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
    this.bound = new SetUpBound(settings);
    int perSecond = settings.maxCallsPerSecond();
    this.rate = new TokenBucket(perSecond, Math.max(1, perSecond / 4.0));
  }

  /// Decides only; what is then really taken is told with [#admitted].
  public Decision admit(long nowNs) {
    int now = inProgress.total(nowNs);
    if (now >= settings.maxInProgress()) {
      return shed(Cause.IN_PROGRESS);
    }
    if (now >= bound.current()) {
      bound.refused();
      return shed(Cause.OVERLOAD);
    }
    if (backlog.stands(nowNs)) {
      return shed(Cause.BACKLOG);
    }
    if (settings.maxCallsPerSecond() > 0 && !rate.has(nowNs)) {
      return shed(Cause.RATE);
    }
    return TAKEN;
  }

  /// @param bytes that wait in the socket after a turn of reading
  public void backlog(long nowNs, long bytes) {
    backlog.sample(nowNs, bytes);
  }

  public void admitted(long nowNs) {
    inProgress.begin(nowNs);
    if (settings.maxCallsPerSecond() > 0) {
      rate.take(nowNs);
    }
  }

  /// The first response other than 100 to an admitted INVITE has been sent, or its transaction has
  /// ended without. Exactly once each.
  ///
  /// @param startedNs when it was [#admitted]
  public void finished(long nowNs, long startedNs) {
    bound.finished(nowNs, nowNs - startedNs, inProgress.total(nowNs));
    inProgress.end(nowNs, startedNs);
  }

  public int inProgress(long nowNs) {
    return inProgress.total(nowNs);
  }

  /// The bound on set-ups in progress as it is now.
  public int bound() {
    return bound.current();
  }

  int retryAfterSeconds() {
    return random.nextInt(settings.retryAfterMinSeconds(), settings.retryAfterMaxSeconds() + 1);
  }

  private Decision.Shed shed(Cause cause) {
    return new Decision.Shed(cause, retryAfterSeconds());
  }
}
