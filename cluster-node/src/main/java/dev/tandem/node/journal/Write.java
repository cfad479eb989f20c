package dev.tandem.node.journal;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.dispatch.Futures;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/// The events one entity wants stored together, and the promise to tell it. All rows have the same
/// persistence id; stored all or none.
final class Write {
  private static final List<Optional<Exception>> NONE_REJECTED = List.of();

  final String persistenceId;
  final List<JournalRow> rows;
  final long bytes;
  final long bornNanos = System.nanoTime();
  private boolean finished;
  private boolean promised;
  private boolean abandoned;
  private final Promise<Iterable<Optional<Exception>>> promise = Futures.promise();

  Write(String persistenceId, List<JournalRow> rows) {
    this.persistenceId = persistenceId;
    this.rows = rows;
    long sum = 0;
    for (JournalRow row : rows) {
      sum += row.payload().length;
    }
    bytes = sum;
  }

  Future<Iterable<Optional<Exception>>> future() {
    return promise.future();
  }

  /// True the first time only. For the writer's thread.
  boolean finish() {
    boolean first = !finished;
    finished = true;
    return first;
  }

  /// Whether something of this entity is stored already: not a call that is just coming in.
  boolean continues() {
    return rows.getFirst().sequenceNumber() > 1;
  }

  /// Tells the entity that all is stored, though it is not yet.
  synchronized void promise() {
    if (!abandoned) {
      promised = true;
      stored();
    }
  }

  synchronized boolean isPromised() {
    return promised;
  }

  /// False when it was promised; else it cannot be any more.
  synchronized boolean abandon() {
    abandoned = !promised;
    return abandoned;
  }

  void stored() {
    promise.trySuccess(NONE_REJECTED);
  }

  void failed(Exception reason) {
    promise.tryFailure(reason);
  }
}
