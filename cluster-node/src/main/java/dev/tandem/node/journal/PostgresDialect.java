package dev.tandem.node.journal;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A PostgreSQL server. A batch is one statement over arrays with one round trip, whatever its
/// size; with autocommit it is its own transaction.
///
/// @param process what our connections are called in `pg_stat_activity`: when none of that name is
///   left, the process is gone
record PostgresDialect(String process) implements Dialect {
  private static final String INSERT =
      "insert into event_journal (persistence_id, sequence_number, writer, written_at, ser_id,"
          + " ser_manifest, adapter_manifest, ends, payload) select * from unnest(?::text[],"
          + " ?::bigint[], ?::text[], ?::bigint[], ?::int[], ?::text[], ?::text[], ?::boolean[],"
          + " ?::bytea[])";

  /// Any constant will do as long as all nodes use the same: "tandem" in ASCII.
  private static final long SCHEMA_LOCK = 0x74616e64656dL;

  static PostgresDialect ofThisProcess() {
    return new PostgresDialect("tandem-" + Long.toHexString(new SecureRandom().nextLong()));
  }

  @Override
  public boolean holdsConnections(Connection connection, String other) throws SQLException {
    try (var query =
        connection.prepareStatement(
            "select count(*) from pg_stat_activity where application_name = ?")) {
      query.setString(1, other);
      try (var row = query.executeQuery()) {
        return row.next() && row.getInt(1) > 0;
      }
    }
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String url(JournalSettings settings) {
    return settings.url();
  }

  /// A server whose machine vanished answers nothing: without limits a write would wait for ever.
  /// What the URL says wins over these.
  @Override
  public Map<String, String> properties(JournalSettings settings) {
    var all =
        new HashMap<>(
            Map.of(
                "connectTimeout", "3", // seconds, as the next two
                "loginTimeout", "10",
                "socketTimeout", "5",
                "tcpKeepAlive", "true",
                "prepareThreshold", "1"));
    all.keySet().removeIf(key -> settings.url().contains(key + "="));
    all.put("ApplicationName", process);
    return all;
  }

  @Override
  public void insert(Connection connection, List<JournalRow> rows) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, rows.stream().map(JournalRow::persistenceId).toArray(String[]::new));
      insert.setObject(2, rows.stream().mapToLong(JournalRow::sequenceNumber).toArray());
      insert.setObject(3, rows.stream().map(JournalRow::writer).toArray(String[]::new));
      insert.setObject(4, rows.stream().mapToLong(JournalRow::writtenAt).toArray());
      insert.setObject(5, rows.stream().mapToInt(JournalRow::serializerId).toArray());
      insert.setObject(6, rows.stream().map(JournalRow::manifest).toArray(String[]::new));
      insert.setObject(7, rows.stream().map(JournalRow::adapterManifest).toArray(String[]::new));
      insert.setObject(8, ends(rows));
      insert.setObject(9, rows.stream().map(JournalRow::payload).toArray(byte[][]::new));
      insert.executeUpdate();
    }
  }

  private static boolean[] ends(List<JournalRow> rows) {
    var ends = new boolean[rows.size()];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = rows.get(i).ends();
    }
    return ends;
  }

  @Override
  public void idle(Connection connection) {}

  /// The server does that.
  @Override
  public void recover(Connection connection) {}

  @Override
  public void lockSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
    }
  }

  @Override
  public void close(Connection last) throws SQLException {
    last.close();
  }

  /// SQLSTATE classes: 28 authorisation, 3D no such database, 08 no connection.
  @Override
  public String explain(JournalSettings settings, SQLException failure) {
    String where = settings.safeUrl();
    String state = Objects.requireNonNullElse(failure.getSQLState(), "");
    if (state.startsWith("28")) {
      return "the journal " + where + " refused user or password (tandem.journal.user, .password)";
    }
    if (state.startsWith("3D")) {
      return "the journal's server knows no such database: " + where;
    }
    String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason");
    return "cannot reach the journal " + where + ": " + reason;
  }
}
