package dev.tandem.node.journal;

import dev.tandem.node.journal.JournalReader.Page;
import dev.tandem.node.journal.JournalReader.Stored;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;

/// Pekko's journal plugin over [Journal]; see `tandem.journal.plugin` in `reference.conf`.
///
/// Pekko asks for the highest sequence number and then for the events. Both come with one query:
/// what the first call read is kept for the second in [RecoveryCache].
public final class JdbcJournal extends AsyncWriteJournal {
  private final Journal journal = JournalSetup.of(context().system());
  private final RowCodec codec = new RowCodec(SerializationExtension.get(context().system()));
  private final RecoveryCache cache = new RecoveryCache();

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    List<JournalRow> rows;
    try {
      rows = codec.encode(messages);
    } catch (RuntimeException e) {
      return Futures.successful(rejectAll(messages, e));
    }
    var write = new Write(rows.getFirst().persistenceId(), rows);
    journal.writer().submit(write);
    return write.future();
  }

  private static List<Optional<Exception>> rejectAll(
      Iterable<AtomicWrite> messages, Exception reason) {
    var answers = new ArrayList<Optional<Exception>>();
    messages.forEach(_ -> answers.add(Optional.of(reason)));
    return answers;
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    if (journal.freshIds().consume(persistenceId)) {
      journal.metrics().readsSpared.increment();
      return Futures.successful(0L);
    }
    return journal.reader().run(persistenceId, () -> firstPage(persistenceId, fromSequenceNr));
  }

  private long firstPage(String persistenceId, long from) throws SQLException {
    Page page = journal.reader().page(persistenceId, from);
    if (page.events().isEmpty()) {
      return 0;
    }
    cache.put(persistenceId, page);
    return page.complete()
        ? page.events().getLast().row().sequenceNumber()
        : journal.reader().highest(persistenceId);
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    var range = new Range(from, to, max);
    return journal.reader().act(persistenceId, () -> replay(persistenceId, range, replay));
  }

  /// What is asked for; both ends inclusive, `max` events at most.
  private record Range(long from, long to, long max) {}

  private void replay(String persistenceId, Range range, Consumer<PersistentRepr> replay)
      throws SQLException {
    Page page = cache.take(persistenceId);
    if (page == null || page.events().getFirst().row().sequenceNumber() > range.from()) {
      page = journal.reader().page(persistenceId, range.from());
    }
    long replayed = 0;
    while (true) {
      for (Stored stored : page.events()) {
        long number = stored.row().sequenceNumber();
        if (number > range.to() || replayed >= range.max()) {
          return;
        }
        if (number >= range.from() && !stored.deleted()) {
          replay.accept(codec.decode(stored.row(), false));
          replayed++;
        }
      }
      if (page.complete()) {
        return;
      }
      long last = page.events().getLast().row().sequenceNumber();
      page = journal.reader().page(persistenceId, last + 1);
    }
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return journal
        .reader()
        .act(persistenceId, () -> journal.queries().deleteEvents(persistenceId, toSequenceNr));
  }
}
