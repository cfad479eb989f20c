package dev.tandem.node.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Questions about many entities at once. They block: call them from a virtual thread.
public final class JournalQueries {
  /// `-` comes right before `.` in ASCII: all ids with a prefix `session|42-` are a key range.
  private static final String LIVE_OF_ONE_SHARD =
      "select j.persistence_id from event_journal j where j.persistence_id >= ? and"
          + " j.persistence_id < ? and j.sequence_number = 1 and not exists (select 1 from"
          + " event_journal e where e.persistence_id = j.persistence_id and e.ends)";

  private final Database database;

  JournalQueries(Database database) {
    this.database = database;
  }

  /// Entities of these shards that have begun and not ended, for example the sessions to wake after
  /// their node died. Persistence ids look like `session|42-9k3vq0x2ma7b`.
  ///
  /// @param kind what is before the `|`, for example `session`
  /// @param shards decimal shard ids, for example `42`
  /// @return entity ids without the kind, in no order
  public List<String> liveIds(String kind, Collection<String> shards) throws SQLException {
    var ids = new ArrayList<String>();
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(LIVE_OF_ONE_SHARD)) {
      connection.setAutoCommit(true);
      for (String shard : shards) {
        query.setString(1, kind + "|" + shard + "-");
        query.setString(2, kind + "|" + shard + ".");
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            ids.add(row.getString(1).substring(kind.length() + 1));
          }
        }
      }
    }
    return ids;
  }

  /// Entities that have written anything the journal still has, ordered by id.
  ///
  /// @param kind what is before the `|`
  /// @param after only ids beyond this one, empty for the first
  public List<String> ids(String kind, String after, int limit) throws SQLException {
    var ids = new ArrayList<String>();
    try (Connection connection = database.connection();
        PreparedStatement query =
            connection.prepareStatement(
                "select distinct persistence_id from event_journal where persistence_id > ? and"
                    + " persistence_id < ? order by persistence_id limit ?")) {
      connection.setAutoCommit(true);
      query.setString(1, kind + "|" + after);
      query.setString(2, kind + "}"); // right behind `|` in ASCII
      query.setInt(3, limit);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          ids.add(row.getString(1).substring(kind.length() + 1));
        }
      }
    }
    return ids;
  }

  /// Whether the process of that [Journal#process] is still connected to the database.
  public boolean holdsConnections(String process) throws SQLException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(true);
      return database.dialect().holdsConnections(connection, process);
    }
  }

  /// Pekko's deletion: the newest row stays, marked, because the highest sequence number must never
  /// be forgotten.
  void deleteEvents(String persistenceId, long toSequenceNumber) throws SQLException {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(true);
      change(
          connection,
          "update event_journal set deleted = true where persistence_id = ? and sequence_number <="
              + " ?",
          persistenceId,
          toSequenceNumber);
      change(
          connection,
          "delete from event_journal where persistence_id = ? and sequence_number <= ? and"
              + " sequence_number < (select max(sequence_number) from event_journal e where"
              + " e.persistence_id = event_journal.persistence_id)",
          persistenceId,
          toSequenceNumber);
    }
  }

  private static void change(Connection connection, String sql, String id, long to)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      statement.setLong(2, to);
      statement.executeUpdate();
    }
  }
}
