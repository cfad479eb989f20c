package dev.tandem.node.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// What the cluster has written of a crowd's calls: each has two sessions, so two records.
final class Records {
  private record Count(int callers, int callees, int odd) {}

  private final TandemCluster cluster;

  Records(TandemCluster cluster) {
    this.cluster = cluster;
  }

  /// Sessions without a record, with two, or with a wrong duration.
  int errors(Crowd crowd, List<String> stories) throws SQLException {
    int errors = 0;
    try (Connection connection = DriverManager.getConnection(cluster.databaseUrl())) {
      int wanted = crowd.pairs().size();
      try {
        Await.value(
            wanted + " calls are recorded",
            Duration.ofSeconds(20),
            () -> count(connection),
            it -> it.callers >= wanted && it.callees >= wanted);
      } catch (AssertionError e) {
        stories.add(e.getMessage());
      }
      Count count = count(connection);
      errors += Math.abs(count.callers - wanted) + Math.abs(count.callees - wanted) + count.odd;
      if (errors > 0) {
        stories.add("records of " + wanted + " calls: " + count);
      }
    }
    return errors;
  }

  private static Count count(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement(
                "select count(*) filter (where role = 'UAS'), count(*) filter (where role = 'UAC'),"
                    + " count(*) filter (where duration_ms is null or abs(duration_ms - extract("
                    + "epoch from (ended - answered)) * 1000) > 1000) from call_record where"
                    + " from_uri like 'sip:caller%'");
        ResultSet row = query.executeQuery()) {
      row.next();
      return new Count(row.getInt(1), row.getInt(2), row.getInt(3));
    }
  }
}
