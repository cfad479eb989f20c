package dev.tandem.node.journal;

import dev.tandem.node.journal.JournalSettings.H2Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// H2 in this process, in a file, and a [RedoLog] beside it. Only one process can have it open.
/// [#insert] and [#idle] are for one thread.
final class H2Dialect implements Dialect {
  private static final Logger LOG = LoggerFactory.getLogger(H2Dialect.class);
  private static final long SEGMENT_BYTES = 16L << 20;
  private static final Duration SEGMENT_AGE = Duration.ofSeconds(10);

  private static final String INSERT =
      "insert into event_journal (persistence_id, sequence_number, writer, written_at, ser_id,"
          + " ser_manifest, adapter_manifest, ends, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final H2Durability durability;
  private @Nullable RedoLog redo;

  H2Dialect(H2Durability durability) {
    this.durability = durability;
  }

  @Override
  public String name() {
    return "h2";
  }

  /// We close the database ourselves, after the last entity: not with the last connection and not
  /// in a shutdown hook that races with the actor system's.
  @Override
  public String url(JournalSettings settings) {
    String url = settings.url();
    var all = new StringBuilder(url);
    addUnlessGiven(all, url, "DB_CLOSE_DELAY", "-1");
    addUnlessGiven(all, url, "DB_CLOSE_ON_EXIT", "FALSE");
    return all.toString();
  }

  private static void addUnlessGiven(StringBuilder all, String url, String key, String value) {
    if (!url.toUpperCase(Locale.ROOT).contains(";" + key + "=")) {
      all.append(';').append(key).append('=').append(value);
    }
  }

  @Override
  public Map<String, String> properties(JournalSettings settings) {
    boolean inUrl = settings.url().toUpperCase(Locale.ROOT).contains(";USER=");
    return inUrl ? Map.of() : Map.of("user", "sa", "password", "");
  }

  @Override
  public void insert(Connection connection, List<JournalRow> rows) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (JournalRow row : rows) {
        bind(insert, row);
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
    log(connection, rows);
  }

  private static void bind(PreparedStatement insert, JournalRow row) throws SQLException {
    insert.setString(1, row.persistenceId());
    insert.setLong(2, row.sequenceNumber());
    insert.setString(3, row.writer());
    insert.setLong(4, row.writtenAt());
    insert.setInt(5, row.serializerId());
    insert.setString(6, row.manifest());
    insert.setObject(7, row.adapterManifest(), Types.VARCHAR);
    insert.setBoolean(8, row.ends());
    insert.setBytes(9, row.payload());
  }

  /// H2's own commit only reached memory.
  private void log(Connection connection, List<JournalRow> rows) throws SQLException {
    RedoLog log = redo;
    if (log == null) {
      return;
    }
    try {
      log.append(rows);
      if (log.size() > SEGMENT_BYTES) {
        startSegment(connection, log);
      }
    } catch (IOException e) {
      leaveSegment(connection, log);
      throw new SQLException("cannot append to the redo log: " + e.getMessage(), e);
    }
  }

  /// The segment may end in half a batch: nothing more goes there. H2 writes its file, so the rows
  /// need no log; the writer offers them again and finds them stored.
  private void leaveSegment(Connection connection, RedoLog log) throws SQLException {
    try {
      startSegment(connection, log);
    } catch (IOException e) {
      writeFile(connection); // no room for a segment: the next append fails, and comes here again
    }
  }

  /// Keeps a log from growing old when nothing more is written.
  @Override
  public void idle(Connection connection) throws SQLException {
    RedoLog log = redo;
    try {
      if (log != null && log.size() > 0 && log.ageNanos() > SEGMENT_AGE.toNanos()) {
        startSegment(connection, log);
      }
    } catch (IOException e) {
      throw new SQLException("cannot write the redo log: " + e.getMessage(), e);
    }
  }

  private void startSegment(Connection connection, RedoLog log) throws SQLException, IOException {
    log.rotate();
    writeFile(connection);
    log.dropOld();
  }

  private void writeFile(Connection connection) throws SQLException {
    execute(connection, durability == H2Durability.DISK ? "checkpoint sync" : "checkpoint");
  }

  /// Puts back what a killed process had acknowledged and H2 had not written yet.
  @Override
  public void recover(Connection connection) throws SQLException {
    String path = path(connection);
    if (path == null || durability == H2Durability.RELAXED) {
      return;
    }
    try {
      var log = new RedoLog(Path.of(path), durability == H2Durability.DISK);
      int restored = restore(connection, log.old());
      if (restored > 0) {
        LOG.info("events put back from the redo log={}", restored);
      }
      execute(connection, "checkpoint sync");
      log.dropOld();
      redo = log;
    } catch (IOException e) {
      throw new SQLException("cannot read the redo log beside " + path + ": " + e.getMessage(), e);
    }
  }

  private static int restore(Connection connection, List<JournalRow> rows) throws SQLException {
    connection.setAutoCommit(false);
    int restored = 0;
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (JournalRow row : rows) {
        bind(insert, row);
        restored += insertUnlessThere(insert);
      }
    }
    connection.commit();
    return restored;
  }

  private static int insertUnlessThere(PreparedStatement insert) throws SQLException {
    try {
      return insert.executeUpdate();
    } catch (SQLException e) {
      if (e.getErrorCode() == ErrorCode.DUPLICATE_KEY_1) {
        return 0;
      }
      throw e;
    }
  }

  /// Null for a database in memory or behind a network.
  private static @Nullable String path(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select database_path()")) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /// Nothing to do: this process is the only one, and [Schema] takes turns inside it.
  @Override
  public void lockSchema(Connection connection) {}

  @Override
  public void close(Connection last) throws SQLException {
    // Nothing to be closed is left after it: not this connection, not the statement.
    last.createStatement().execute("shutdown");
    RedoLog log = redo;
    if (log != null) {
      try {
        log.close();
      } catch (IOException e) {
        throw new SQLException("cannot remove the redo log: " + e.getMessage(), e);
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public String explain(JournalSettings settings, SQLException failure) {
    String where = settings.safeUrl();
    return switch (failure.getErrorCode()) {
      case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
          "the journal "
              + where
              + " is in use by another process; stop it, or give this node a directory of its own";
      case ErrorCode.WRONG_USER_OR_PASSWORD ->
          "the journal " + where + " refused user or password (tandem.journal.user, .password)";
      default -> "cannot open the journal " + where + ": " + firstLine(failure);
    };
  }

  private static String firstLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
