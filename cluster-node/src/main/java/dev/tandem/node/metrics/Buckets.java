package dev.tandem.node.metrics;

import java.util.Arrays;
import java.util.List;

/// A histogram at one moment.
///
/// @param upperBounds in the metric's unit, ascending, inclusive, without infinity
/// @param counts how many fell into each, not cumulative; one more than bounds, the last for what
///   exceeded them all
/// @param sum of all values, in the metric's unit
public record Buckets(List<Double> upperBounds, List<Long> counts, double sum) {
  public Buckets {
    upperBounds = List.copyOf(upperBounds);
    counts = List.copyOf(counts);
    if (counts.size() != upperBounds.size() + 1) {
      throw new IllegalArgumentException(
          upperBounds.size() + " bounds need one count more, were " + counts.size());
    }
  }

  /// From a recorder that counts in whole units, `perSecond` of them to a second.
  ///
  /// @param upperBounds in those units
  public static Buckets inSeconds(long[] upperBounds, long[] counts, long sum, long perSecond) {
    return new Buckets(
        Arrays.stream(upperBounds).mapToObj(bound -> (double) bound / perSecond).toList(),
        Arrays.stream(counts).boxed().toList(),
        (double) sum / perSecond);
  }
}
