package dev.tandem.sip.guard;

/// Finds out whether a smaller bound made set-ups shorter. It compares those begun before the cut
/// with those begun after fewer were in progress: in a queue of ours the latter are shorter in
/// proportion, behind a slow network they are not.
final class CutTrial {
  enum Outcome {
    OPEN,
    HELPED,
    IN_VAIN
  }

  private static final double FEWER = 0.56; // in progress, against the time of the cut
  private static final double SHORTER = 0.75;
  private static final int ENOUGH = 20;
  private static final long MAX_NS = 10_000_000_000L;

  private final double boundBefore;
  private final int inProgressBefore;
  private final long sinceNs;
  private double longestMeanNs;
  private boolean fewer;
  private long fewerSinceNs;
  private int samples;
  private double sumNs;

  CutTrial(double boundBefore, int inProgressBefore, long nowNs) {
    this.boundBefore = boundBefore;
    this.inProgressBefore = inProgressBefore;
    this.sinceNs = nowNs;
  }

  double boundBefore() {
    return boundBefore;
  }

  /// Of the set-ups begun under the smaller bound.
  double meanNs() {
    return sumNs / samples;
  }

  void finished(long nowNs, long tookNs, int inProgress) {
    if (!fewer && inProgress <= FEWER * inProgressBefore) {
      fewer = true;
      fewerSinceNs = nowNs;
    }
    if (fewer && nowNs - tookNs >= fewerSinceNs) {
      samples++;
      sumNs += tookNs;
    }
  }

  /// @param meanNs of the window that is over
  Outcome windowOver(long nowNs, double meanNs) {
    if (samples < ENOUGH) {
      longestMeanNs = Math.max(longestMeanNs, meanNs);
      return nowNs - sinceNs > MAX_NS ? Outcome.HELPED : Outcome.OPEN;
    }
    return meanNs() <= SHORTER * longestMeanNs ? Outcome.HELPED : Outcome.IN_VAIN;
  }
}
