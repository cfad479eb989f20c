package dev.tandem.sip.transaction;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A hashed wheel: starting and stopping a timer costs the same however many run. Timers fire up to
/// one tick late, never early. One thread; time is a parameter.
public final class TimerWheel {
  private static final int SLOTS = 2048; // a power of two; 40 s at 20 ms, so nearly no second round

  private final long tickNs;
  private final LongSupplier clock;
  private final LongConsumer wakeAfter;
  private final @Nullable Timeout[] slots = new @Nullable Timeout[SLOTS];
  private final long start;
  private long done;
  private int running;

  /// @param clock monotonic nanoseconds
  /// @param wakeAfter asked to have [#advance] called once, after so many nanoseconds; only while
  ///   timers run, so an idle wheel costs nothing
  public TimerWheel(long tickNs, LongSupplier clock, LongConsumer wakeAfter) {
    this.tickNs = tickNs;
    this.clock = clock;
    this.wakeAfter = wakeAfter;
    this.start = clock.getAsLong();
  }

  /// One started timer.
  public final class Timeout {
    private final Runnable task;
    private final long due;
    private boolean linked;
    private @Nullable Timeout before;
    private @Nullable Timeout after;

    private Timeout(Runnable task, long due) {
      this.task = task;
      this.due = due;
    }

    /// Does nothing when it has fired or was stopped before.
    public void stop() {
      if (linked) {
        unlink(this);
      }
    }
  }

  public long now() {
    return clock.getAsLong();
  }

  /// @param delayNs at least 0
  public Timeout start(long delayNs, Runnable task) {
    if (running == 0) {
      // Nothing to run in between: the wheel may have stood still for long.
      done = ticks(clock.getAsLong());
      wakeAfter.accept(tickNs);
    }
    long due = Math.max(done + 1, (clock.getAsLong() - start + delayNs + tickNs - 1) / tickNs);
    var timeout = new Timeout(task, due);
    link(timeout);
    return timeout;
  }

  /// Runs what is due.
  public void advance() {
    long now = ticks(clock.getAsLong());
    while (done < now && running > 0) {
      done++;
      run(done);
    }
    done = Math.max(done, now);
    if (running > 0) {
      wakeAfter.accept(tickNs);
    }
  }

  public int running() {
    return running;
  }

  private void run(long tick) {
    Timeout at = slots[(int) tick & (SLOTS - 1)];
    while (at != null) {
      Timeout due = at;
      at = at.after;
      if (due.linked && due.due <= tick) {
        unlink(due);
        due.task.run();
        // The task may have stopped whatever came next: begin this slot again.
        at = slots[(int) tick & (SLOTS - 1)];
      }
    }
  }

  private long ticks(long now) {
    return (now - start) / tickNs;
  }

  private void link(Timeout timeout) {
    int slot = (int) timeout.due & (SLOTS - 1);
    Timeout head = slots[slot];
    timeout.after = head;
    if (head != null) {
      head.before = timeout;
    }
    slots[slot] = timeout;
    timeout.linked = true;
    running++;
  }

  private void unlink(Timeout timeout) {
    if (timeout.before != null) {
      timeout.before.after = timeout.after;
    } else {
      slots[(int) timeout.due & (SLOTS - 1)] = timeout.after;
    }
    if (timeout.after != null) {
      timeout.after.before = timeout.before;
    }
    timeout.before = null;
    timeout.after = null;
    timeout.linked = false;
    running--;
  }
}
