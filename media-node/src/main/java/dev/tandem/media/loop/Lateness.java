package dev.tandem.media.loop;

import java.util.Arrays;

/// A histogram of durations from 1 µs to 2 s, eight steps to an octave (each at most 12 % wide).
/// One thread records; anyone may read, and may miss the latest.
public final class Lateness {
  private static final int STEPS = 8;
  private static final int BUCKETS = 22 * STEPS;

  private final long[] counts = new long[BUCKETS];
  private long maxNanos;

  void record(long nanos) {
    counts[bucket(Math.max(0, nanos) / 1000)]++;
    maxNanos = Math.max(maxNanos, nanos);
  }

  void clear() {
    Arrays.fill(counts, 0);
    maxNanos = 0;
  }

  private static int bucket(long micros) {
    if (micros < STEPS) {
      return (int) micros;
    }
    int octave = 63 - Long.numberOfLeadingZeros(micros) - 3;
    int step = (int) (micros >> octave) & (STEPS - 1);
    return Math.min((octave + 1) * STEPS + step, BUCKETS - 1);
  }

  /// Upper edge of a bucket, µs.
  public static long upperMicros(int bucket) {
    if (bucket < STEPS) {
      return bucket + 1L;
    }
    int octave = bucket / STEPS - 1;
    return (long) (STEPS + bucket % STEPS + 1) << octave;
  }

  public Snapshot snapshot() {
    return new Snapshot(counts.clone(), maxNanos / 1000);
  }

  /// @param counts by bucket, of increasing duration
  /// @param maxMicros the longest ever, µs
  @SuppressWarnings("ArrayRecordComponent") // a copy, compared by nobody
  public record Snapshot(long[] counts, long maxMicros) {

    /// What was recorded after `earlier`; `maxMicros` stays that of all time.
    public Snapshot since(Snapshot earlier) {
      long[] difference = counts.clone();
      for (int i = 0; i < difference.length; i++) {
        difference[i] -= earlier.counts[i];
      }
      return new Snapshot(difference, maxMicros);
    }

    public long count() {
      long sum = 0;
      for (long count : counts) {
        sum += count;
      }
      return sum;
    }

    /// Upper edge of the bucket that holds this share, µs; 0 when nothing was recorded.
    ///
    /// @param share 0–1
    public long percentileMicros(double share) {
      long total = count();
      long wanted = (long) Math.ceil(total * share);
      long sum = 0;
      for (int i = 0; i < counts.length; i++) {
        sum += counts[i];
        if (total > 0 && sum >= wanted) {
          return upperMicros(i);
        }
      }
      return 0;
    }
  }
}
