package dev.tandem.node.journal;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.protocol.CallRecord;
import dev.tandem.session.core.SessionEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
/// record, so nothing is missed whatever died; the primary key keeps it to one each. One node of
/// the cluster does it; that two do for a moment harms nobody.
public final class RecordKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordKeeper.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final Duration CLEAN = Duration.ofSeconds(30);
  private static final int BATCH = 500;
  private static final String ROWS =
      "select ordering, persistence_id, sequence_number, writer, written_at, ser_id, ser_manifest,"
          + " adapter_manifest, payload from event_journal ";
  private static final String NEXT =
      ROWS
          + "where ordering > ? and ends and persistence_id like 'session|%' order by ordering"
          + " limit "
          + BATCH;
  private static final String MISSED =
      ROWS
          + "where ordering > ? and ends and persistence_id like 'session|%' and not exists (select"
          + " 1 from call_record r where r.session_id = substring(persistence_id, 9)) order by"
          + " ordering limit "
          + BATCH;
  private static final String OLD =
      "select persistence_id from event_journal where ends and written_at < ? and (persistence_id"
          + " not like 'session|%' or exists (select 1 from call_record r where r.session_id ="
          + " substring(persistence_id, 9))) limit "
          + BATCH;

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
  private final CallRecords records;
  private final RowCodec codec;
  private final Settings settings;
  private final BooleanSupplier leads;
  private final Counters counters = new Counters();
  private final Thread thread;
  private volatile boolean closed;

  RecordKeeper(
      Database database,
      CallRecords records,
      ActorSystem<?> system,
      Settings settings,
      BooleanSupplier leads) {
    this.database = database;
    this.records = records;
    this.codec = new RowCodec(SerializationExtension.get(system.classicSystem()));
    this.settings = settings;
    this.leads = leads;
    this.thread = Thread.ofVirtual().name("call-records").start(this::run);
  }

  public Counters counters() {
    return counters;
  }

  private void run() {
    long offset = -1;
    long sweptNs = 0;
    long cleanedNs = System.nanoTime();
    while (!closed) {
      try {
        TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        if (!leads.getAsBoolean()) {
          offset = -1;
          continue;
        }
        long now = System.nanoTime();
        if (offset < 0 || now - sweptNs > SWEEP.toNanos()) {
          offset = offset < 0 ? newest() : offset;
          sweep();
          sweptNs = now;
        }
        offset = Math.max(offset, copy(NEXT, offset).last);
        if (now - cleanedNs > CLEAN.toNanos()) {
          clean();
          cleanedNs = now;
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

  /// Goes on behind what it has seen: ends that can never have a record must not hide the others.
  private void sweep() throws SQLException {
    Copied copied = new Copied(BATCH, 0);
    while (copied.count == BATCH && !closed) {
      copied = copy(MISSED, copied.last);
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

  private record Copied(int count, long last) {}

  private Copied copy(String sql, long after) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      connection.setAutoCommit(false);
      query.setLong(1, after);
      var found = new ArrayList<CallRecord>();
      int count = 0;
      long last = after;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          count++;
          last = Math.max(last, row.getLong("ordering"));
          read(row, found);
        }
      }
      store(connection, found);
      return new Copied(count, last);
    }
  }

  /// All in one go; one by one when the table refuses the lot, so that a single record that cannot
  /// be stored keeps no other out.
  private void store(Connection connection, List<CallRecord> found) throws SQLException {
    if (found.isEmpty()) {
      connection.commit();
      return;
    }
    try {
      records.insert(connection, found);
      connection.commit();
      counters.written.add(found.size());
    } catch (SQLException e) {
      connection.rollback();
      if (!isRefusal(e)) {
        throw e;
      }
      for (CallRecord each : found) {
        storeAlone(connection, each);
      }
    }
  }

  private void storeAlone(Connection connection, CallRecord each) throws SQLException {
    try {
      records.insert(connection, List.of(each));
      connection.commit();
      counters.written.increment();
    } catch (SQLException e) {
      connection.rollback();
      if (!isRefusal(e)) {
        throw e;
      }
      counters.unreadable.increment();
      LOG.warn("no record of {}: {}", each.session(), e.getMessage());
    }
  }

  /// Data that does not fit, or a row that somebody else has written meanwhile.
  private static boolean isRefusal(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  /// What cannot be read is counted and left for a human; the others go on.
  private void read(ResultSet row, List<CallRecord> found) throws SQLException {
    var stored =
        new JournalRow(
            row.getString("persistence_id"),
            row.getLong("sequence_number"),
            row.getString("writer"),
            row.getLong("written_at"),
            row.getInt("ser_id"),
            row.getString("ser_manifest"),
            row.getString("adapter_manifest"),
            true,
            row.getBytes("payload"));
    try {
      if (codec.decode(stored, false).payload() instanceof SessionEvent.Ended ended
          && ended.record() != null) {
        found.add(ended.record());
      }
    } catch (RuntimeException e) {
      counters.unreadable.increment();
      LOG.warn("the end of {} cannot be read: {}", stored.persistenceId(), e.toString());
    }
  }

  private void clean() throws SQLException {
    long before = System.currentTimeMillis() - settings.journalGrace().toMillis();
    int forgotten;
    do {
      forgotten = forget(before);
      counters.forgotten.add(forgotten);
    } while (forgotten == BATCH && !closed);
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

  private int forget(long before) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(OLD);
        PreparedStatement delete =
            connection.prepareStatement("delete from event_journal where persistence_id = ?")) {
      connection.setAutoCommit(false);
      query.setLong(1, before);
      int count = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          delete.setString(1, row.getString(1));
          delete.addBatch();
          count++;
        }
      }
      if (count > 0) {
        delete.executeBatch();
      }
      connection.commit();
      return count;
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
