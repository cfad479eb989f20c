package dev.tandem.node.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the cluster has written of a crowd's calls, against what the phones saw: each phone's
/// dialog is a session, so it has one record.
final class Records {
  private static final long TOLERANCE_MS = 1_000;

  private final TandemCluster cluster;

  Records(TandemCluster cluster) {
    this.cluster = cluster;
  }

  /// Dialogs without a record, with two, or with a duration other than the phone's.
  int errors(Crowd crowd, List<String> stories) throws SQLException {
    try (Connection connection = DriverManager.getConnection(cluster.databaseUrl())) {
      try {
        Await.value(
            "all calls are recorded",
            Duration.ofSeconds(20),
            () -> missing(crowd, durations(connection)),
            List::isEmpty);
      } catch (AssertionError e) {
        stories.add(e.getMessage());
      }
      List<String> errors = errors(crowd, durations(connection));
      errors.stream().limit(10).forEach(stories::add);
      return errors.size();
    }
  }

  /// By caller and role.
  private static Map<String, List<Long>> durations(Connection connection) throws SQLException {
    var durations = new HashMap<String, List<Long>>();
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                "select substring(from_uri from 'sip:([^@]*)@'), role, duration_ms from call_record"
                    + " where answered is not null")) {
      while (row.next()) {
        durations
            .computeIfAbsent(row.getString(1) + " " + row.getString(2), _ -> new ArrayList<>())
            .add(row.getLong(3));
      }
    }
    return durations;
  }

  /// Until when a dialog lasted: from the moment one of the two hung up until the other heard of
  /// it, which takes a while when the journal stands still just then.
  private record Lasted(long fromMs, long toMs) {
    static Lasted of(Crowd.Pair pair) {
      long caller = pair.caller().lastedMs();
      long callee = pair.callee().lastedMs();
      return new Lasted(Math.min(caller, callee), Math.max(caller, callee));
    }

    boolean fits(long recorded) {
      return recorded >= fromMs - TOLERANCE_MS && recorded <= toMs + TOLERANCE_MS;
    }
  }

  private static Map<String, Lasted> expected(Crowd crowd) {
    var expected = new HashMap<String, Lasted>();
    for (Crowd.Pair pair : crowd.pairs()) {
      Lasted lasted = Lasted.of(pair);
      expected.put(pair.caller().name() + " UAS", lasted);
      Party from = pair.calleeRole().equals("UAC") ? pair.caller() : pair.callee();
      expected.put(from.name() + " " + pair.calleeRole(), lasted);
    }
    return expected;
  }

  private static List<String> missing(Crowd crowd, Map<String, List<Long>> durations) {
    return expected(crowd).keySet().stream().filter(it -> !durations.containsKey(it)).toList();
  }

  private static List<String> errors(Crowd crowd, Map<String, List<Long>> durations) {
    var errors = new ArrayList<String>();
    expected(crowd)
        .forEach((key, lasted) -> {
          List<Long> recorded = durations.getOrDefault(key, List.of());
          if (recorded.size() != 1 || !lasted.fits(recorded.getFirst())) {
            errors.add("record of %s: %s, recorded %s".formatted(key, lasted, recorded));
          }
        });
    return errors;
  }
}
