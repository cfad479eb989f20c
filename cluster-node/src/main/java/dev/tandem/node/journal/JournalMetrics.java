package dev.tandem.node.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What the journal has done so far; read by the metrics endpoint, written by the journal's
/// threads.
public final class JournalMetrics {
  /// From being handed over to being stored.
  public final Histogram writeMicros =
      new Histogram(500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000, 5_000_000);

  /// Events in one commit.
  public final Histogram batchRows = new Histogram(1, 2, 4, 8, 16, 32, 64, 128, 256, 512);

  /// Recoveries that needed the database, and their time.
  public final Histogram readMicros =
      new Histogram(500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000, 5_000_000);

  /// Recoveries of ids that were minted here a moment ago: no query.
  public final LongAdder readsSpared = new LongAdder();

  /// Writes lost to another writer of the same id.
  public final LongAdder conflicts = new LongAdder();

  /// Writes whose data the database did not take.
  public final LongAdder refusedData = new LongAdder();

  /// Writes refused because too many were waiting.
  public final LongAdder refusedFull = new LongAdder();

  /// Writes refused because this node has no majority.
  public final LongAdder heldFenced = new LongAdder();

  /// Writes given up after `tandem.journal.patience` without a database.
  public final LongAdder expired = new LongAdder();

  /// Attempts to reach the database that failed.
  public final LongAdder attemptsFailed = new LongAdder();

  /// Events waiting now.
  public final AtomicLong queueRows = new AtomicLong();

  /// Bytes of events waiting now.
  public final AtomicLong queueBytes = new AtomicLong();
}
