package dev.tandem.node.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// What differs between the databases we know: how to insert many rows in one commit, how to
/// connect, how to run the DDL alone. Everything else is the same SQL.
sealed interface Dialect permits H2Dialect, PostgresDialect {

  /// Name of the DDL files, `<name>-<version>.sql`.
  String name();

  /// The URL with what this dialect adds to it.
  String url(JournalSettings settings);

  /// What the driver is told beside the URL, for example `user`.
  Map<String, String> properties(JournalSettings settings);

  /// What this process is called at the database, empty where only one can have it.
  default String process() {
    return "";
  }

  /// Whether a process of that name is still connected.
  default boolean holdsConnections(Connection connection, String process) throws SQLException {
    return false;
  }

  /// Inserts all rows in one transaction and returns after its commit. On an exception none is
  /// stored, unless the connection broke during the commit: then nobody knows.
  void insert(Connection connection, List<JournalRow> rows) throws SQLException;

  /// Called by the writer about once a second while there is nothing to write.
  void idle(Connection connection) throws SQLException;

  /// Called once at start, with the schema in place.
  void recover(Connection connection) throws SQLException;

  /// Makes this transaction the only one that changes the schema, until it ends.
  void lockSchema(Connection connection) throws SQLException;

  /// Called once, with the last connection, instead of closing it.
  void close(Connection last) throws SQLException;

  /// One line for the operator: why a first connection failed.
  String explain(JournalSettings settings, SQLException failure);

  static Dialect of(JournalSettings settings) throws JournalUnavailable {
    if (settings.url().startsWith("jdbc:h2:")) {
      return new H2Dialect(settings.durability());
    }
    if (settings.url().startsWith("jdbc:postgresql:")) {
      return PostgresDialect.ofThisProcess();
    }
    throw new JournalUnavailable("tandem.journal.url " + expectedUrl());
  }

  static boolean knows(String url) {
    return url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:");
  }

  static String expectedUrl() {
    return "must start with jdbc:h2: or jdbc:postgresql:";
  }
}
