package dev.tandem.node.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.apache.pekko.dispatch.Futures;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/// Reads histories, each on a virtual thread of its own; how many at once is bounded by Pekko's
/// `max-concurrent-recoveries`, how many connections by the pool.
final class JournalReader implements AutoCloseable {
  /// Histories up to this many events come with the first query.
  static final int PAGE = 128;

  private static final String EVENTS =
      "select sequence_number, writer, written_at, ser_id, ser_manifest, adapter_manifest, ends,"
          + " payload, deleted from event_journal where persistence_id = ? and sequence_number >= ?"
          + " order by sequence_number limit "
          + (PAGE + 1);

  private static final String HIGHEST =
      "select max(sequence_number) from event_journal where persistence_id = ?";

  /// One row and whether it was deleted; the newest row stays, marked, so that the highest sequence
  /// number is never forgotten.
  record Stored(JournalRow row, boolean deleted) {}

  /// @param complete whether there is nothing after the last of `events`
  record Page(List<Stored> events, boolean complete) {}

  private final Database database;
  private final JournalWriter writer;
  private final JournalMetrics metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  JournalReader(Database database, JournalWriter writer, JournalMetrics metrics) {
    this.database = database;
    this.writer = writer;
    this.metrics = metrics;
  }

  /// Runs `work` once no write of the entity is open any more: what it reads is then final.
  <T> Future<T> run(String persistenceId, Callable<T> work) {
    Promise<T> promise = Futures.promise();
    Write open = writer.unfinished(persistenceId);
    if (open == null) {
      threads.execute(() -> complete(promise, work));
    } else {
      open.future()
          .onComplete(
              _ -> {
                complete(promise, work);
                return null;
              },
              ExecutionContexts.fromExecutor(threads));
    }
    return promise.future();
  }

  /// [#run] for work without a result.
  @SuppressWarnings("NullAway") // null is the only Void there is
  Future<Void> act(String persistenceId, Action action) {
    return run(
        persistenceId,
        () -> {
          action.perform();
          return null;
        });
  }

  /// Work on the database without a result.
  @FunctionalInterface
  interface Action {
    void perform() throws SQLException;
  }

  private static <T> void complete(Promise<T> promise, Callable<T> work) {
    try {
      promise.success(work.call());
    } catch (Exception e) {
      promise.failure(e);
    }
  }

  /// The events from sequence number `from` on, [#PAGE] at most.
  Page page(String persistenceId, long from) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(EVENTS)) {
      connection.setAutoCommit(true);
      query.setString(1, persistenceId);
      query.setLong(2, from);
      var events = new ArrayList<Stored>(8);
      try (ResultSet row = query.executeQuery()) {
        while (row.next() && events.size() < PAGE) {
          events.add(stored(persistenceId, row));
        }
        return new Page(events, row.isAfterLast() || events.size() < PAGE);
      }
    } finally {
      metrics.readMicros.add((System.nanoTime() - start) / 1_000);
    }
  }

  private static Stored stored(String persistenceId, ResultSet row) throws SQLException {
    return new Stored(
        new JournalRow(
            persistenceId,
            row.getLong(1),
            row.getString(2),
            row.getLong(3),
            row.getInt(4),
            row.getString(5),
            row.getString(6),
            row.getBoolean(7),
            row.getBytes(8)),
        row.getBoolean(9));
  }

  /// 0 when nothing was ever written.
  long highest(String persistenceId) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(HIGHEST)) {
      query.setString(1, persistenceId);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
