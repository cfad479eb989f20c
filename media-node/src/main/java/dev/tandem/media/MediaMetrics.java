package dev.tandem.media;

import dev.tandem.media.loop.Lateness;
import dev.tandem.media.loop.LoopCounters;
import java.util.List;

/// A media node's figures at one moment, read racily: each is right or a moment old.
///
/// @param draining ports of closed legs that nobody may use yet
public record MediaMetrics(List<Loop> loops, int legs, int freePorts, int draining) {

  /// @param legs on this loop, closed and still draining ones included
  /// @param loadPercent of a core, 0–100
  /// @param lateness of beats since start; subtract an earlier one for a window
  public record Loop(
      int index,
      int legs,
      double loadPercent,
      LoopCounters.Snapshot counters,
      Lateness.Snapshot lateness) {}

  /// The busiest loop's load.
  public double loadPercent() {
    return loops.stream().mapToDouble(Loop::loadPercent).max().orElse(0);
  }
}
