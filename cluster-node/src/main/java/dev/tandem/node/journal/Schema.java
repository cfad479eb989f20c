package dev.tandem.node.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/// The tables and their version. Runs at each start, by all nodes at once if need be: the first one
/// does the work, the others find it done.
final class Schema {
  /// The newest `<dialect>-<version>.sql` among the resources.
  static final int VERSION = 3;

  private static final ReentrantLock ONE_IN_THIS_PROCESS = new ReentrantLock();

  private Schema() {}

  static void apply(Dialect dialect, Connection connection, String where)
      throws SQLException, JournalUnavailable {
    ONE_IN_THIS_PROCESS.lock();
    try {
      connection.setAutoCommit(false);
      dialect.lockSchema(connection);
      int found = version(connection);
      if (found > VERSION) {
        throw tooNew(found, where);
      }
      for (int next = found + 1; next <= VERSION; next++) {
        upgrade(dialect, connection, next);
      }
      connection.commit();
    } finally {
      ONE_IN_THIS_PROCESS.unlock();
    }
  }

  private static JournalUnavailable tooNew(int found, String where) {
    return new JournalUnavailable(
        "the journal "
            + where
            + " has schema version "
            + found
            + ", this program knows only up to "
            + VERSION
            + "; run the newer program, or restore the older database");
  }

  private static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists tandem_schema (version integer primary key)");
      try (ResultSet row = statement.executeQuery("select max(version) from tandem_schema")) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  private static void upgrade(Dialect dialect, Connection connection, int version)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : script(dialect.name() + "-" + version + ".sql").split(";", -1)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
      statement.execute("insert into tandem_schema (version) values (" + version + ")");
    }
  }

  private static String script(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
