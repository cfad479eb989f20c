package dev.tandem.node.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/// Counts durations in fixed buckets: any thread, no lock, no allocation.
public final class FixedHistogram {
  private static final long NANOS = 1_000_000_000;

  private final long[] boundsNs;
  private final LongAdder[] counts;
  private final LongAdder sumNs = new LongAdder();

  /// @param boundsNs upper bounds, inclusive, ascending
  public FixedHistogram(long... boundsNs) {
    this.boundsNs = boundsNs.clone();
    this.counts = new LongAdder[boundsNs.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
    for (int i = 1; i < boundsNs.length; i++) {
      if (boundsNs[i] <= boundsNs[i - 1]) {
        throw new IllegalArgumentException("bounds must ascend");
      }
    }
  }

  /// 1 ms to 60 s, for what people wait for.
  public static FixedHistogram ofWaits() {
    return ofMicros(
        1_000,
        2_000,
        5_000,
        10_000,
        20_000,
        50_000,
        100_000,
        200_000,
        500_000,
        1_000_000,
        2_000_000,
        5_000_000,
        10_000_000,
        30_000_000,
        60_000_000);
  }

  /// 100 µs to 5 s, for what the journal waits for.
  public static FixedHistogram ofWrites() {
    return ofMicros(
        100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000, 1_000_000,
        5_000_000);
  }

  /// 10 µs to 200 ms, around the length of a frame.
  public static FixedHistogram ofTicks() {
    return ofMicros(
        10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000);
  }

  private static FixedHistogram ofMicros(long... micros) {
    long[] nanos = new long[micros.length];
    for (int i = 0; i < micros.length; i++) {
      nanos[i] = micros[i] * 1_000;
    }
    return new FixedHistogram(nanos);
  }

  public void record(long nanos) {
    int bucket = 0;
    while (bucket < boundsNs.length && nanos > boundsNs[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sumNs.add(nanos);
  }

  /// In seconds.
  public Buckets read() {
    long[] values = Arrays.stream(counts).mapToLong(LongAdder::sum).toArray();
    return Buckets.inSeconds(boundsNs, values, sumNs.sum(), NANOS);
  }
}
