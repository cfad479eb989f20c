package dev.tandem.node.journal;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.SerializationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the end of each session into a row of [CallRecords], and lets the journal forget what has
/// ended long ago.
///
/// Two ways lead to the same row. The quick one follows the journal by its order, and may miss a
/// commit that was overtaken by a later one. The sure one asks now and then which ends have no
/// record, of the latest often and of all now and then, so nothing is missed whatever died; the
/// primary key keeps it to one each. One node of the cluster does it; that two do for a moment
/// harms nobody.
public final class RecordKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordKeeper.class);

  /// How often it does what.
  ///
  /// @param overtaken ends stay in sight of the sweeps for once to twice this time: so long may a
  ///   commit take that others have overtaken
  /// @param sweepAll over the whole journal, for a commit of a process that stood still
  record Rhythm(
      Duration poll, Duration sweep, Duration overtaken, Duration sweepAll, Duration clean) {
    static final Rhythm DEFAULT =
        new Rhythm(
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30));
  }

  /// @param journalGrace how long the events of a session stay after its end
  /// @param keep how long its record stays
  public record Settings(Duration journalGrace, Duration keep) {
    public static Settings from(Config config) {
      var in = new SettingsReader(config, "tandem.records");
      var settings =
          new Settings(
              // A frozen process must not find room where its session was.
              in.duration("journal-grace", Duration.ofSeconds(60), Duration.ofDays(30)),
              in.duration("keep", Duration.ofMinutes(1), Duration.ofDays(3_650)));
      // Else the sweep would write the record anew from the events that are still there.
      in.check(
          settings.keep().compareTo(settings.journalGrace()) > 0,
          "keep",
          "must be longer than journal-grace, " + settings.journalGrace());
      in.done();
      return settings;
    }
  }

  /// What it has done.
  public static final class Counters {
    public final LongAdder written = new LongAdder();
    public final LongAdder unreadable = new LongAdder();
    public final LongAdder forgotten = new LongAdder();
  }

  private final Database database;
  private final EndedSessions ended;
  private final Settings settings;
  private final Rhythm rhythm;
  private final BooleanSupplier leads;
  private final Counters counters = new Counters();
  private final Thread thread;
  private volatile boolean closed;

  RecordKeeper(
      Database database,
      CallRecords records,
      ActorSystem<?> system,
      Settings settings,
      Rhythm rhythm,
      BooleanSupplier leads) {
    this.database = database;
    var codec = new RowCodec(SerializationExtension.get(system.classicSystem()));
    this.ended = new EndedSessions(database, records, codec, counters);
    this.settings = settings;
    this.rhythm = rhythm;
    this.leads = leads;
    this.thread = Thread.ofVirtual().name("call-records").start(this::run);
  }

  public Counters counters() {
    return counters;
  }

  private void run() {
    var round = new Round();
    while (!closed) {
      try {
        TimeUnit.NANOSECONDS.sleep(rhythm.poll().toNanos());
        if (leads.getAsBoolean()) {
          round.go(System.nanoTime());
        } else {
          round = new Round();
        }
      } catch (SQLException e) {
        LOG.debug("records wait for the database: {}", e.getMessage());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("a bug in the keeping of records", e);
      }
    }
  }

  /// How far this node has come since it leads.
  private final class Round {
    private long offset = -1; // the quick way has come as far as this
    private long recent; // sweeps begin here
    private long soonRecent; // and here, when this is old enough
    private long sweptNs;
    private long movedNs;
    private long sweptAllNs;
    private long cleanedNs = System.nanoTime();

    private void go(long now) throws SQLException {
      if (offset < 0) {
        offset = newest();
        sweep(0);
        sweptNs = movedNs = sweptAllNs = now;
      } else if (isOver(rhythm.sweepAll(), sweptAllNs, now)) {
        sweep(0);
        sweptNs = sweptAllNs = now;
      } else if (isOver(rhythm.sweep(), sweptNs, now)) {
        sweep(recent);
        sweptNs = now;
      }
      if (isOver(rhythm.overtaken(), movedNs, now)) {
        recent = soonRecent;
        soonRecent = offset;
        movedNs = now;
      }
      offset = Math.max(offset, ended.next(offset).last());
      if (isOver(rhythm.clean(), cleanedNs, now)) {
        clean();
        cleanedNs = now;
      }
    }

    private static boolean isOver(Duration time, long since, long now) {
      return now - since > time.toNanos();
    }
  }

  /// Goes on behind what it has seen: ends that can never have a record must not hide the others.
  private void sweep(long after) throws SQLException {
    var copied = new EndedSessions.Copied(EndedSessions.BATCH, after);
    while (copied.count() == EndedSessions.BATCH && !closed) {
      copied = ended.missed(copied.last());
    }
  }

  private long newest() throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement query =
            connection.prepareStatement("select coalesce(max(ordering), 0) from event_journal");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private void clean() throws SQLException {
    long before = System.currentTimeMillis() - settings.journalGrace().toMillis();
    int forgotten;
    do {
      forgotten = ended.forget(before);
      counters.forgotten.add(forgotten);
    } while (forgotten == EndedSessions.BATCH && !closed);
    try (Connection connection = database.connection()) {
      counters.forgotten.add(AddressHistory.forget(connection, before));
    }
    try (Connection connection = database.connection();
        PreparedStatement delete =
            connection.prepareStatement("delete from call_record where ended < ?")) {
      connection.setAutoCommit(true);
      Instant oldest = Instant.now().minus(settings.keep());
      delete.setObject(1, oldest.atOffset(java.time.ZoneOffset.UTC));
      delete.executeUpdate();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
