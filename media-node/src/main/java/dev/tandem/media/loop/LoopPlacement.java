package dev.tandem.media.loop;

/// Where one loop's thread runs.
///
/// @param cpu the core it is bound to, -1 for any
/// @param fifo `SCHED_FIFO` priority 1–99, 0 for the ordinary class
public record LoopPlacement(int cpu, int fifo) {
  public static final LoopPlacement ANYWHERE = new LoopPlacement(-1, 0);
}
