package dev.tandem.node.journal;

import dev.tandem.protocol.CallRecord;
import dev.tandem.session.core.SessionEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ends of sessions in the journal, up to [#BATCH] at a time: copied into [CallRecords], and
/// deleted with all before them. Methods block.
final class EndedSessions {
  private static final Logger LOG = LoggerFactory.getLogger(EndedSessions.class);
  static final int BATCH = 500;
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

  /// @param count ends found, with those that have no record in them
  /// @param last order of the last of them
  record Copied(int count, long last) {}

  private final Database database;
  private final CallRecords records;
  private final RowCodec codec;
  private final RecordKeeper.Counters counters;

  EndedSessions(
      Database database, CallRecords records, RowCodec codec, RecordKeeper.Counters counters) {
    this.database = database;
    this.records = records;
    this.codec = codec;
    this.counters = counters;
  }

  /// Those behind `after` in the journal's order, whether they have records or not.
  Copied next(long after) throws SQLException {
    return copy(NEXT, after);
  }

  /// Those behind `after` that have no record.
  Copied missed(long after) throws SQLException {
    return copy(MISSED, after);
  }

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

  /// Deletes the events of sessions that have ended before, and have their record.
  ///
  /// @param before milliseconds since 1970
  /// @return how many sessions
  int forget(long before) throws SQLException {
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
}
