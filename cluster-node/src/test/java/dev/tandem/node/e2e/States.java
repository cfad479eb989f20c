package dev.tandem.node.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Many [plots][Plot], the same number of each kind, all held by the node that is killed; each has
/// to go on as if nothing had been.
final class States {
  /// A plot that is broken, and by what.
  private record Broken(Plot.Kind kind, String why) {}

  private static final int SHOWN = 400;

  private final TandemCluster cluster;
  private final TandemCluster.Member doomed;
  private final TandemCluster.Member other;
  private final Map<Plot, Plot.Kind> plots = new ConcurrentHashMap<>();
  private final List<Broken> broken = new ArrayList<>();
  private final List<Long> took = new ArrayList<>();

  private States(TandemCluster cluster) {
    this.cluster = cluster;
    doomed = cluster.node(2);
    other = cluster.node(1);
  }

  /// @param count how many in all; at least one of each kind
  static Chaos.Outcome run(TandemCluster cluster, int count, Duration settled) throws Exception {
    return new States(cluster).run(count, System.nanoTime() + settled.toNanos());
  }

  private Chaos.Outcome run(int count, long settledNs) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      begin(count, threads);
      java.util.concurrent.locks.LockSupport.parkNanos(settledNs - System.nanoTime());
      doomed.strike();
      long struck = System.nanoTime();
      each(
          threads,
          plot -> {
            plot.goOn(other);
            synchronized (took) {
              took.add((System.nanoTime() - struck) / 1_000_000);
            }
          });
      return outcome();
    } finally {
      for (Plot plot : plots.keySet()) {
        plot.close();
      }
    }
  }

  private void begin(int count, ExecutorService threads) throws Exception {
    Plot.Kind[] kinds = Plot.Kind.values();
    int active = 0;
    for (int i = 0; i < Math.max(count, kinds.length); i++) {
      Plot.Kind kind = kinds[i % kinds.length];
      plots.put(kind.make(i), kind);
      active += kind.active();
    }
    each(threads, plot -> plot.begin(doomed));
    int up = active;
    Await.value(
        "what is to be up is, all at the node that is killed",
        other.http()::sessions,
        all ->
            !broken.isEmpty()
                || all.stream().allMatch(it -> it.path("node").asText().equals(doomed.address()))
                    && all.stream().filter(it -> it.path("state").asText().equals("Active")).count()
                        == up);
    if (!broken.isEmpty()) {
      throw new AssertionError("before the fault: " + broken);
    }
  }

  private interface Step {
    void take(Plot plot) throws Exception;
  }

  private void each(ExecutorService threads, Step step) {
    var all = new ArrayList<CompletableFuture<?>>();
    plots.forEach((plot, kind) ->
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    step.take(plot);
                  } catch (Exception | AssertionError e) {
                    broken(kind, e);
                  }
                },
                threads)));
    all.forEach(CompletableFuture::join);
  }

  private synchronized void broken(Plot.Kind kind, Throwable problem) {
    String why = String.valueOf(problem.getMessage()).replaceAll("\\s+", " ");
    broken.add(new Broken(kind, why.substring(0, Math.min(SHOWN, why.length()))));
  }

  private Chaos.Outcome outcome() throws SQLException {
    var verdict = new TreeMap<String, String>();
    for (Plot.Kind kind : Plot.Kind.values()) {
      long all = plots.values().stream().filter(kind::equals).count();
      long lost = broken.stream().filter(it -> it.kind() == kind).count();
      verdict.put(kind.word(), (all - lost) + "/" + all);
    }
    System.out.println("  gone on: " + verdict);
    var stories = new ArrayList<String>();
    broken.forEach(it -> stories.add("lost: " + it.kind().word() + ": " + it.why()));
    try {
      Await.value("no session is left", other.http()::sessions, List::isEmpty);
    } catch (AssertionError e) {
      stories.add(e.getMessage());
    }
    return new Chaos.Outcome(
        Fault.STATES,
        plots.size(),
        broken.size(),
        List.of(),
        List.of(),
        List.copyOf(took),
        0,
        0,
        0,
        recordErrors(stories),
        stories);
  }

  /// Calls that came in and do not have exactly one record.
  private int recordErrors(List<String> stories) throws SQLException {
    int errors = 0;
    try (Connection connection = DriverManager.getConnection(cluster.databaseUrl())) {
      for (Plot plot : plots.keySet()) {
        if (plot.caller == null) {
          continue;
        }
        try {
          Await.value(
              "one record of " + plot.caller.callId(),
              () -> records(connection, plot.caller.callId()),
              found -> found == 1);
        } catch (AssertionError e) {
          errors++;
          stories.add(e.getMessage());
        }
      }
    }
    return errors;
  }

  private static int records(Connection connection, String callId) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select count(*) from call_record where call_id = ?")) {
      query.setString(1, callId);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
