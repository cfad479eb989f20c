package dev.tandem.node.journal;

import com.zaxxer.hikari.HikariConfig;
import dev.tandem.node.journal.JournalSettings.H2Durability;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.h2.api.ErrorCode;

/// H2 in this process, in a file. Only one process can have it open. [#insert] is for one thread.
final class H2Dialect implements Dialect {
  /// H2 writes a new piece of its file for each flush and reuses the place of an outdated one after
  /// this long. It must exceed [#FORCE_AFTER]: what is overwritten must not be what a power failure
  /// would fall back to. H2's own 45 s would let the file grow by gigabytes under load.
  private static final Duration KEEP_OUTDATED = Duration.ofSeconds(10);

  private static final Duration FORCE_AFTER = Duration.ofSeconds(5);

  private static final String INSERT =
      "insert into event_journal (persistence_id, sequence_number, writer, written_at, ser_id,"
          + " ser_manifest, adapter_manifest, ends, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final H2Durability durability;
  private long forcedNanos = System.nanoTime();

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
    addUnlessGiven(all, url, "RETENTION_TIME", Long.toString(KEEP_OUTDATED.toMillis()));
    return all.toString();
  }

  private static void addUnlessGiven(StringBuilder all, String url, String key, String value) {
    if (!url.toUpperCase(Locale.ROOT).contains(";" + key + "=")) {
      all.append(';').append(key).append('=').append(value);
    }
  }

  @Override
  public void configure(HikariConfig pool) {
    if (pool.getUsername() == null
        && !pool.getJdbcUrl().toUpperCase(Locale.ROOT).contains(";USER=")) {
      pool.setUsername("sa");
      pool.setPassword("");
    }
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
    flush(connection);
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

  /// H2's commit only reaches memory; its background thread writes the file every 500 ms.
  private void flush(Connection connection) throws SQLException {
    boolean force =
        durability == H2Durability.DISK || System.nanoTime() - forcedNanos > FORCE_AFTER.toNanos();
    if (force) {
      execute(connection, "checkpoint sync");
      forcedNanos = System.nanoTime();
    } else if (durability == H2Durability.PROCESS) {
      execute(connection, "checkpoint");
    }
  }

  /// Nothing to do: this process is the only one, and [Schema] takes turns inside it.
  @Override
  public void lockSchema(Connection connection) {}

  @Override
  public void close(Connection last) throws SQLException {
    // Nothing to be closed is left after it: not this connection, not the statement.
    last.createStatement().execute("shutdown");
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
