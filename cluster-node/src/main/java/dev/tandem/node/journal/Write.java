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

  void stored() {
    promise.trySuccess(NONE_REJECTED);
  }

  void failed(Exception reason) {
    promise.tryFailure(reason);
  }
}
