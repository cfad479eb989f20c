package dev.tandem.node.journal;

import java.util.concurrent.atomic.LongAdder;

/// Counts values by bucket. Safe for all threads; adding neither locks nor allocates.
public final class Histogram {
  private final long[] upTo;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  /// @param upTo inclusive upper edges, ascending; what is above the last goes to one more bucket
  Histogram(long... upTo) {
    this.upTo = upTo.clone();
    counts = new LongAdder[upTo.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void add(long value) {
    int bucket = 0;
    while (bucket < upTo.length && value > upTo[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /// Inclusive upper edges of all buckets but the last, which has none.
  public long[] edges() {
    return upTo.clone();
  }

  /// One count per bucket, one more than [#edges].
  public long[] counts() {
    var now = new long[counts.length];
    for (int i = 0; i < now.length; i++) {
      now[i] = counts[i].sum();
    }
    return now;
  }

  public long sum() {
    return sum.sum();
  }

  public long count() {
    long count = 0;
    for (LongAdder bucket : counts) {
      count += bucket.sum();
    }
    return count;
  }
}
