package dev.tandem.node.e2e;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One fault under a crowd of calls, measured from outside.
final class Chaos {
  /// What one run of one fault came to.
  ///
  /// @param gaps longest pause of each ear in the time of the fault, ms
  /// @param before the same over a time of the same length without a fault: the machine's own
  /// @param answers time of each call until a request within its dialog was answered, ms
  record Outcome(
      Fault fault,
      int calls,
      int lost,
      List<Long> before,
      List<Long> gaps,
      List<Long> answers,
      int moved,
      int foreign,
      int duplicates,
      int cdrErrors,
      List<String> stories) {
    boolean isClean() {
      return lost == 0 && duplicates == 0 && foreign == 0 && cdrErrors == 0;
    }

    static Outcome broken(Fault fault, int calls, String why) {
      return new Outcome(
          fault, calls, calls, List.of(), List.of(), List.of(), 0, 0, 0, 0, List.of(why));
    }

    String line() {
      return "chaos: fault=%s calls=%d lost=%d gap_p95_ms=%d answer_p95_ms=%d duplicates=%d cdr_errors=%d"
          .formatted(
              fault.word(),
              calls,
              lost,
              percentile(gaps, 95),
              percentile(answers, 95),
              duplicates,
              cdrErrors);
    }
  }

  private static final int CALLS_PER_SECOND = 40;

  private final TandemCluster cluster;
  private final Crowd crowd;
  private final Random random;
  private final int calls;

  private Chaos(TandemCluster cluster, Crowd crowd, Random random, int calls) {
    this.cluster = cluster;
    this.crowd = crowd;
    this.random = random;
    this.calls = calls;
  }

  static long percentile(List<Long> values, int percent) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  /// Where the present run keeps its cluster; null before the first.
  private static volatile Path present;

  /// Ends whatever the present run has started, all of which names its folder.
  static void end() {
    Path dir = present;
    if (dir == null) {
      return;
    }
    long self = ProcessHandle.current().pid();
    List<ProcessHandle> left =
        ProcessHandle.allProcesses()
            .filter(it -> it.pid() != self)
            .filter(it -> it.info().commandLine().orElse("").contains(dir.toString()))
            .toList();
    if (!left.isEmpty()) {
      System.err.println("tandem: stopped; ending the cluster in " + dir);
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /// Starts a cluster of its own, does the fault to it, ends it.
  ///
  /// @param settled how long the cluster has been up at least when the fault comes: what has just
  ///   started is given more time to answer
  static Outcome run(Fault fault, int calls, long seed, Duration settled) throws Exception {
    Path dir = Files.createTempDirectory("tandem-chaos");
    present = dir;
    try (TandemCluster cluster = up(fault, dir)) {
      if (fault == Fault.STATES) {
        return States.run(cluster, calls, settled);
      }
      long settledNs = System.nanoTime() + settled.toNanos();
      var edges = new ArrayList<InetSocketAddress>();
      for (int i = 1; i <= fault.nodes(); i++) {
        edges.add(cluster.node(i).sip());
      }
      try (var crowd = new Crowd(cluster.phones(), edges)) {
        Outcome outcome = new Chaos(cluster, crowd, new Random(seed), calls).run(fault, settledNs);
        if (!outcome.isClean()) {
          outcome.stories().addAll(cluster.warnings());
        }
        return outcome;
      }
    }
  }

  private static TandemCluster up(Fault fault, Path dir) throws Exception {
    if (fault == Fault.STATES) {
      return TandemCluster.up(dir, fault.nodes(), fault.media(), Plot.SETTINGS);
    }
    return fault.needsNetwork()
        ? SpreadCluster.up(dir, fault.nodes(), fault.media(), Crowd.routes(Network.HUB))
        : TandemCluster.up(dir, fault.nodes(), fault.media(), Crowd.routes("127.0.0.1"));
  }

  private Outcome run(Fault fault, long settledNs) throws Exception {
    // A JVM's first calls are its slowest; nobody's calls are a node's first.
    if (fault.isInRoom()) {
      crowd.gather(calls, CALLS_PER_SECOND);
    } else {
      crowd.call(calls, CALLS_PER_SECOND);
    }
    Duration window = fault.window();
    LockSupport.parkNanos(settledNs - System.nanoTime());
    crowd.forget();
    TimeUnit.MILLISECONDS.sleep(Math.min(4_000, window.toMillis()));
    List<Long> before = gaps();
    crowd.forget();

    var asked = new ArrayList<CompletableFuture<Long>>();
    Thread asking =
        Thread.ofVirtual()
            .unstarted(() -> {
              askAll(asked);
              if (fault.hangsUpMeanwhile()) {
                hangUp(crowd.pairs().subList(0, calls / 4));
              }
            });
    fault.strike(cluster, random, asking::start);
    asking.join();
    List<Long> answers = answers(asked);
    fault.heal(cluster);
    TimeUnit.MILLISECONDS.sleep(window.toMillis());
    List<Long> gaps = gaps();
    long now = System.nanoTime();
    List<String> deaf = crowd.deaf();
    for (Crowd.Pair pair : crowd.pairs()) {
      if (!pair.isOver() && !pair.both().stream().allMatch(it -> it.ear.hears(now))) {
        pair.caller().lose("no audio any more");
      }
    }
    List<String> evidence = deaf.isEmpty() ? List.of() : sessions(crowd.pairs());
    int foreign =
        crowd.pairs().stream()
            .flatMap(it -> it.both().stream())
            .mapToInt(it -> (int) it.ear.foreign())
            .sum();
    int moved =
        crowd.pairs().stream().flatMap(it -> it.both().stream()).mapToInt(Party::moves).sum();
    List<String> stories = hangUp(crowd.pairs());
    crowd.pairs().stream()
        .flatMap(it -> it.both().stream())
        .filter(it -> it.ear.foreign() > 0)
        .limit(5)
        .forEach(it -> stories.add(it + " heard " + it.ear.foreignStory()));
    deaf.stream().limit(5).forEach(it -> stories.add("deaf: " + it));
    stories.addAll(evidence);
    int duplicates =
        crowd.pairs().stream().flatMap(it -> it.both().stream()).mapToInt(Party::duplicates).sum();
    int lost = (int) crowd.pairs().stream().filter(it -> !it.lost().isEmpty()).count();
    return new Outcome(
        fault,
        calls,
        lost,
        before,
        gaps,
        answers,
        moved,
        foreign,
        duplicates,
        new Records(cluster).errors(crowd, stories),
        stories);
  }

  /// What the cluster knows of calls in which somebody hears nothing.
  private List<String> sessions(List<Crowd.Pair> pairs) {
    long now = System.nanoTime();
    List<String> callIds =
        pairs.stream()
            .filter(it -> !it.isOver() && !it.both().stream().allMatch(p -> p.ear.hears(now)))
            .limit(3)
            .flatMap(it -> it.both().stream())
            .map(Party::callId)
            .toList();
    NodeHttp http = cluster.anyone().http();
    try {
      return http.sessions().stream()
          .filter(it -> callIds.contains(it.path("callId").asText()))
          .map(
              it -> it + " " + http.text("/api/v1/sessions/" + it.path("id").asText() + "/history"))
          .toList();
    } catch (UncheckedIOException e) {
      return List.of("the cluster does not say: " + e);
    }
  }

  private List<Long> gaps() {
    long now = System.nanoTime();
    return crowd.pairs().stream()
        .filter(it -> !it.isOver())
        .flatMap(it -> it.both().stream())
        .map(it -> it.ear.gapMs(now))
        .toList();
  }

  /// Every call asks once, from the moment of the fault on.
  private void askAll(List<CompletableFuture<Long>> asked) {
    for (Crowd.Pair pair : crowd.pairs()) {
      Party party = pair.number() % 2 == 0 ? pair.caller() : pair.callee();
      long began = System.nanoTime();
      asked.add(
          party
              .ask("OPTIONS")
              .thenApply(status -> {
                if (status != 200) {
                  party.lose(status + " to OPTIONS");
                }
                return (System.nanoTime() - began) / 1_000_000;
              })
              .exceptionally(_ -> {
                party.lose("no answer within the dialog");
                return 32_000L;
              }));
    }
  }

  private static List<Long> answers(List<CompletableFuture<Long>> asked) {
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private static CompletableFuture<?> bye(Party ends) {
    return ends.ask("BYE")
        .thenAccept(status -> {
          if (status != 200) {
            ends.lose(status + " to BYE");
          }
        })
        .exceptionally(_ -> {
          ends.lose("BYE not answered");
          return null;
        });
  }

  private List<String> hangUp(List<Crowd.Pair> pairs) {
    var stories = new ArrayList<String>();
    var byes = new ArrayList<CompletableFuture<?>>();
    for (Crowd.Pair pair : pairs) {
      if (pair.isOver()) {
        continue;
      }
      boolean callerEnds = pair.number() % 3 != 0;
      Party ends = callerEnds ? pair.caller() : pair.callee();
      Party hears = callerEnds ? pair.callee() : pair.caller();
      if (hears.ear.isInRoom()) {
        byes.add(bye(hears));
      } else {
        hears.mayEnd();
      }
      byes.add(bye(ends));
    }
    for (var bye : byes) {
      try {
        bye.join();
      } catch (CompletionException e) {
        stories.add(e.toString());
      }
    }
    Await.value(
        "the other side hears of each end",
        Duration.ofSeconds(40),
        () ->
            pairs.stream()
                .filter(it -> it.lost().isEmpty())
                .filter(it -> !it.isOver())
                .map(it -> it.both().toString())
                .limit(3)
                .toList(),
        List::isEmpty);
    pairs.stream()
        .filter(it -> !it.lost().isEmpty())
        .limit(10)
        .forEach(it -> stories.add("lost: " + it.lost() + " in " + it.both()));
    return stories;
  }
}
