package dev.tandem.node.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The writer's own connection, none of the pool's, renewed after each failure. Used by the
/// writer's thread only.
final class WriterConnection {
  /// How one attempt to store something ended.
  sealed interface Attempt {
    record Stored() implements Attempt {}

    /// The rows are at fault: a sequence number that exists, or data the database does not take.
    record RowsRefused(boolean exists, String why) implements Attempt {}

    record DatabaseAway(String why) implements Attempt {}
  }

  private static final String OF_ONE_ENTITY =
      "select sequence_number, writer, payload from event_journal where persistence_id = ?"
          + " and sequence_number between ? and ?";

  private final Database database;
  private @Nullable Connection connection;

  WriterConnection(Database database) {
    this.database = database;
  }

  Attempt insert(List<Write> group) {
    var rows = new ArrayList<JournalRow>();
    for (Write write : group) {
      rows.addAll(write.rows);
    }
    try {
      database.dialect().insert(connected(), rows);
      return new Attempt.Stored();
    } catch (SQLException e) {
      return refusal(e);
    } catch (RuntimeException e) { // H2's storage layer throws these when its file breaks
      drop();
      return new Attempt.DatabaseAway(e.toString());
    }
  }

  /// Whether exactly these events are stored: the answer to a commit that broke off was lost.
  Attempt alreadyStored(Write write) {
    try (PreparedStatement query = connected().prepareStatement(OF_ONE_ENTITY)) {
      query.setString(1, write.persistenceId);
      query.setLong(2, write.rows.getFirst().sequenceNumber());
      query.setLong(3, write.rows.getLast().sequenceNumber());
      int same = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          same += isOneOf(write.rows, row) ? 1 : 0;
        }
      }
      return same == write.rows.size()
          ? new Attempt.Stored()
          : new Attempt.RowsRefused(true, "another writer stored that sequence number");
    } catch (SQLException e) {
      drop();
      return new Attempt.DatabaseAway(reason(e));
    }
  }

  private static boolean isOneOf(List<JournalRow> rows, ResultSet stored) throws SQLException {
    int index = (int) (stored.getLong(1) - rows.getFirst().sequenceNumber());
    JournalRow row = rows.get(index);
    return row.writer().equals(stored.getString(2))
        && Arrays.equals(row.payload(), stored.getBytes(3));
  }

  /// For when there is nothing to write.
  Attempt idle() {
    try (Statement statement = connected().createStatement()) {
      statement.execute("select 1");
      database.dialect().idle(connected());
      return new Attempt.Stored();
    } catch (SQLException e) {
      drop();
      return new Attempt.DatabaseAway(reason(e));
    }
  }

  /// SQLSTATE class 23: constraint, 22: data. Anything else is not the rows' fault.
  private Attempt refusal(SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    if (state.startsWith("23") || state.startsWith("22")) {
      return new Attempt.RowsRefused(state.equals("23505"), reason(e));
    }
    drop();
    return new Attempt.DatabaseAway(reason(e));
  }

  private static String reason(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getSQLState());
  }

  private Connection connected() throws SQLException {
    Connection current = connection;
    if (current == null) {
      current = database.connect();
      connection = current;
    }
    return current;
  }

  void drop() {
    Connection old = connection;
    connection = null;
    if (old != null) {
      try {
        old.close();
      } catch (SQLException e) {
        // It is gone either way.
      }
    }
  }
}
