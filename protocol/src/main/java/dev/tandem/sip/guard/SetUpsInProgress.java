package dev.tandem.sip.guard;

/// Counts set-ups begun and not finished. One whose end is never told is forgotten after a minute,
/// so that a lost set-up does not take its place for good.
final class SetUpsInProgress {
  private static final long BUCKET_NS = 1_000_000_000L;
  private static final int BUCKETS = 64; // 64*T1 is 32 s: no INVITE transaction waits longer to end

  private final int[] begun = new int[BUCKETS];
  private int total;
  private long current; // bucket number of the latest time seen
  private boolean started;

  int total(long nowNs) {
    forgetBefore(nowNs);
    return total;
  }

  void begin(long nowNs) {
    forgetBefore(nowNs);
    begun[slot(nowNs)]++;
    total++;
  }

  /// @param startedNs may differ by up to a second from what [#begin] was told
  void end(long nowNs, long startedNs) {
    forgetBefore(nowNs);
    for (long near : new long[] {startedNs, startedNs - BUCKET_NS, startedNs + BUCKET_NS}) {
      long age = current - number(near);
      if (age >= 0 && age < BUCKETS && begun[slot(near)] > 0) {
        begun[slot(near)]--;
        total--;
        return;
      }
    }
  }

  private void forgetBefore(long nowNs) {
    long now = number(nowNs);
    if (!started) {
      started = true;
      current = now;
    }
    for (int i = 0; current < now && i < BUCKETS; i++) {
      current++;
      int slot = (int) Math.floorMod(current, (long) BUCKETS);
      total -= begun[slot];
      begun[slot] = 0;
    }
    current = Math.max(current, now);
  }

  private static long number(long ns) {
    return Math.floorDiv(ns, BUCKET_NS);
  }

  private static int slot(long ns) {
    return (int) Math.floorMod(number(ns), (long) BUCKETS);
  }
}
