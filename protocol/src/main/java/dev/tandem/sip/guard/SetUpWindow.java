package dev.tandem.sip.guard;

/// Set-up times of the last moments: at least 100 ms and ten samples, at most 2 s.
final class SetUpWindow {
  private static final long MIN_NS = 100_000_000L;
  private static final long MAX_NS = 2_000_000_000L;
  private static final int ENOUGH = 10;

  private long sinceNs;
  private boolean started;
  private int samples;
  private double sumNs;
  private double cappedSumNs;

  /// @param capNs what a single sample counts at most in [#cappedMeanNs]
  void add(long tookNs, long capNs, long nowNs) {
    start(nowNs);
    samples++;
    sumNs += tookNs;
    cappedSumNs += Math.min(tookNs, capNs);
  }

  boolean isOver(long nowNs) {
    start(nowNs);
    long age = nowNs - sinceNs;
    return (age >= MIN_NS && samples >= ENOUGH) || age >= MAX_NS;
  }

  double meanNs() {
    return sumNs / samples;
  }

  double cappedMeanNs() {
    return cappedSumNs / samples;
  }

  double perNs(long nowNs) {
    return (double) samples / Math.max(1, nowNs - sinceNs);
  }

  void restart(long nowNs) {
    sinceNs = nowNs;
    samples = 0;
    sumNs = 0;
    cappedSumNs = 0;
  }

  private void start(long nowNs) {
    if (!started) {
      started = true;
      sinceNs = nowNs;
    }
  }
}
