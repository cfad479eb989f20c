package dev.tandem.node.journal;

import dev.tandem.node.journal.JournalSettings.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// Writes on their way to the one writer, bounded by rows and by bytes. What waits together is
/// committed together.
final class WriteQueue {
  private final Limits limits;
  private final JournalMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Write> waiting = new ArrayDeque<>();
  private boolean consumerWaits;
  private boolean closed;

  WriteQueue(Limits limits, JournalMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  /// False at the bound, or when closed. What counts is waiting or being written.
  boolean offer(Write write) {
    lock.lock();
    try {
      if (closed
          || metrics.queueRows.get() + write.rows.size() > limits.queueRows()
          || metrics.queueBytes.get() + write.bytes > limits.queueBytes()) {
        return false;
      }
      metrics.queueRows.addAndGet(write.rows.size());
      metrics.queueBytes.addAndGet(write.bytes);
      waiting.addLast(write);
      if (consumerWaits) {
        changed.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for writes and takes as many as fit one commit; empty after `limit` or when closed.
  List<Write> take(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long nanos = limit.toNanos();
      while (waiting.isEmpty() && !closed && nanos > 0) {
        consumerWaits = true;
        nanos = changed.awaitNanos(nanos);
      }
      consumerWaits = false;
      return nextBatch();
    } finally {
      lock.unlock();
    }
  }

  private List<Write> nextBatch() {
    var batch = new ArrayList<Write>(waiting.size());
    long rows = 0;
    long bytes = 0;
    for (Write next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
      rows += next.rows.size();
      bytes += next.bytes;
      if (!batch.isEmpty() && (rows > limits.batchRows() || bytes > limits.batchBytes())) {
        break;
      }
      batch.add(waiting.removeFirst());
    }
    return batch;
  }

  /// Takes out of turn what need not wait any longer.
  List<Write> takeIf(Predicate<Write> over) {
    lock.lock();
    try {
      var taken = new ArrayList<Write>();
      waiting.removeIf(write -> over.test(write) && taken.add(write));
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// To be called once for each write taken, when its fate is known.
  void done(Write write) {
    metrics.queueRows.addAndGet(-write.rows.size());
    metrics.queueBytes.addAndGet(-write.bytes);
  }

  /// Sleeps between two attempts; returns at once when closed.
  void pause(Duration length) throws InterruptedException {
    lock.lock();
    try {
      long nanos = length.toNanos();
      while (!closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
