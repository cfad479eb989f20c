package dev.tandem.node.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// What can happen to a cluster.
enum Fault {
  SESSION_NODE_KILL(3, 1, Duration.ofSeconds(3)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) {
      // Not the first, which is the oldest: that one has a fault of its own.
      var victim = cluster.node(2 + random.nextInt(2));
      kill(victim, struck);
    }
  },
  COORDINATOR_KILL(3, 1, Duration.ofSeconds(3)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) {
      kill(cluster.node(1), struck);
    }
  },
  MEDIA_NODE_KILL(2, 2, Duration.ofSeconds(4)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) {
      kill(cluster.media(1 + random.nextInt(2)), struck);
    }
  },
  NODE_FREEZES(3, 1, Duration.ofSeconds(10)) {
    private TandemCluster.Member frozen;

    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception {
      frozen = cluster.node(2 + random.nextInt(2));
      signal("-STOP", frozen);
      struck.run();
      TimeUnit.SECONDS.sleep(30);
      signal("-CONT", frozen);
    }

    /// The zombie must find itself fenced and end itself.
    @Override
    void heal(TandemCluster cluster) throws Exception {
      Await.value(
          "the zombie has ended itself",
          Duration.ofSeconds(30),
          () -> ProcessHandle.of(frozen.pid()).filter(ProcessHandle::isAlive).isEmpty(),
          ended -> ended);
    }
  },
  DRAIN(3, 2, Duration.ofSeconds(2)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception {
      struck.run();
      boolean media = random.nextBoolean();
      var victim =
          media ? cluster.media(1 + random.nextInt(2)) : cluster.node(2 + random.nextInt(2));
      TandemCluster.Ended ended = cluster.drain(victim);
      if (ended.code() != 0) {
        throw new AssertionError("drain of " + victim.name() + ": " + ended);
      }
    }
  },
  ROLLING_RESTART(3, 2, Duration.ofSeconds(2)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception {
      struck.run();
      for (var member :
          List.of(
              cluster.media(1),
              cluster.node(3),
              cluster.media(2),
              cluster.node(2),
              cluster.node(1))) {
        signal("-TERM", member);
        Await.value(
            member.name() + " has ended",
            Duration.ofSeconds(60),
            () -> ProcessHandle.of(member.pid()).filter(ProcessHandle::isAlive).isEmpty(),
            ended -> ended);
        cluster.repair();
      }
    }
  },
  JOURNAL_AWAY(3, 1, Duration.ofSeconds(2)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception {
      cluster.database("stop");
      struck.run();
      TimeUnit.SECONDS.sleep(AWAY_SECONDS);
    }

    /// Some hang up while nothing can be written.
    @Override
    boolean hangsUpMeanwhile() {
      return true;
    }

    @Override
    void heal(TandemCluster cluster) throws Exception {
      cluster.database("start");
    }
  };

  private static final int AWAY_SECONDS = Integer.getInteger("chaos.away", 15);

  private final int nodes;
  private final int media;
  private final Duration window;

  Fault(int nodes, int media, Duration window) {
    this.nodes = nodes;
    this.media = media;
    this.window = window;
  }

  /// Session nodes with an edge each.
  int nodes() {
    return nodes;
  }

  int media() {
    return media;
  }

  /// How long its consequences are watched.
  Duration window() {
    return window;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @param struck to be called once at the moment of the fault
  abstract void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception;

  void heal(TandemCluster cluster) throws Exception {}

  boolean hangsUpMeanwhile() {
    return false;
  }

  private static void kill(TandemCluster.Member victim, Runnable struck) {
    victim.strike();
    struck.run();
  }

  private static void signal(String signal, TandemCluster.Member member)
      throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", signal, Long.toString(member.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (code != 0) {
      throw new AssertionError("kill " + signal + " " + member + " gave " + code);
    }
  }
}
