package dev.tandem.node;

import dev.tandem.api.BridgeControl.Subscription;
import dev.tandem.api.SessionException;
import dev.tandem.node.journal.CallRecords;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.ErrorKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Call records as a stream: whoever reads remembers how far, so none is missed and none queues up
/// for a slow reader.
final class RecordFeed {
  private static final Logger LOG = LoggerFactory.getLogger(RecordFeed.class);
  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final int PAGE = 200;

  private final CallRecords records;

  RecordFeed(CallRecords records) {
    this.records = records;
  }

  /// Blocks until there is a record beyond `after`, or the time is over.
  List<CallRecords.Numbered> page(long after, int limit, Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      while (true) {
        List<CallRecords.Numbered> page = records.page(after, limit);
        if (!page.isEmpty() || System.nanoTime() >= deadline) {
          return page;
        }
        TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
      }
    } catch (SQLException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static SessionException unavailable(SQLException e) {
    return new SessionException(ErrorKind.UNAVAILABLE, "the database is away: " + e.getMessage());
  }

  /// Every record written from now on, in order, on one virtual thread.
  Subscription subscribe(Consumer<CallRecord> subscriber) {
    long from;
    try {
      from = records.newest();
    } catch (SQLException e) {
      throw unavailable(e);
    }
    Thread reader = Thread.ofVirtual().name("call-records").start(() -> read(subscriber, from));
    return new Subscription() {
      @Override
      public long lost() {
        return 0;
      }

      @Override
      public void close() {
        reader.interrupt();
      }
    };
  }

  private void read(Consumer<CallRecord> subscriber, long from) {
    long after = from;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        for (CallRecords.Numbered next : page(after, PAGE, Duration.ofSeconds(1))) {
          after = next.seq();
          tell(subscriber, next.record());
        }
      } catch (SessionException e) {
        pause(); // the database is away, and will be back
      }
    }
  }

  private static void tell(Consumer<CallRecord> subscriber, CallRecord callRecord) {
    try {
      subscriber.accept(callRecord);
    } catch (RuntimeException e) {
      LOG.warn("a reader of call records failed, session={}", callRecord.session(), e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
