package dev.tandem.media.loop;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// How busy a loop is, by its thread's own CPU time.
final class LoopClock {
  private static final long WINDOW_NANOS = 1_000_000_000;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long cpuBefore;
  private long wallBefore;
  private volatile double loadPercent;

  /// On the loop's thread, once it has warmed up: how busy that made it says nothing about calls,
  /// and must not turn the first ones away.
  void start() {
    loadPercent = 0;
    cpuBefore = threads.getCurrentThreadCpuTime();
    wallBefore = System.nanoTime();
  }

  /// On the loop's thread, often; looks once a second.
  void measure(long now) {
    long wall = now - wallBefore;
    if (wall < WINDOW_NANOS) {
      return;
    }
    long cpu = threads.getCurrentThreadCpuTime();
    loadPercent = Math.min(100, 100.0 * (cpu - cpuBefore) / wall);
    cpuBefore = cpu;
    wallBefore = now;
  }

  double loadPercent() {
    return loadPercent;
  }
}
