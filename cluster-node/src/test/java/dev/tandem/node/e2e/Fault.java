package dev.tandem.node.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
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
  /// Not of calls that talk: see [States].
  STATES(3, 1, Duration.ZERO),
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
      TimeUnit.SECONDS.sleep(seconds);
      signal("-CONT", frozen);
    }

    /// The zombie must find itself fenced and end itself.
    @Override
    void heal(TandemCluster cluster) throws Exception {
      frozen.awaitEnd(ITSELF);
    }
  },
  /// Silent long enough for the others to move its calls, which they can only move back to it.
  MEDIA_NODE_STALLS(3, 1, Duration.ofSeconds(12)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception {
      signal("-STOP", cluster.media());
      struck.run();
      TimeUnit.MILLISECONDS.sleep(STALL_MS);
      signal("-CONT", cluster.media());
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
        member.awaitEnd(Duration.ofSeconds(60));
        cluster.repair();
      }
    }
  },
  JOURNAL_AWAY(3, 1, Duration.ofSeconds(2)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception {
      cluster.database("stop");
      struck.run();
      TimeUnit.SECONDS.sleep(seconds);
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
  },
  BOTH_ROLES_KILL(3, 0, Duration.ofSeconds(4)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) {
      kill(cluster.node(1 + random.nextInt(3)), struck);
    }
  },
  ROOM_MEDIA_KILL(2, 2, Duration.ofSeconds(4)) {
    @Override
    void strike(TandemCluster cluster, Random random, Runnable struck) {
      String home = cluster.node(1).http().sessions().getFirst().path("mediaNode").asText();
      kill(cluster.at(home), struck);
    }

    @Override
    boolean isInRoom() {
      return true;
    }
  },
  NODE_VANISHES(3, 1, Duration.ofSeconds(12)) {
    @Override
    void strike(SpreadCluster cluster, Random random, Runnable struck) throws Exception {
      vanish(cluster, 2 + random.nextInt(2), struck);
    }
  },
  MEDIA_NODE_VANISHES(2, 2, Duration.ofSeconds(12)) {
    @Override
    void strike(SpreadCluster cluster, Random random, Runnable struck) throws Exception {
      vanish(cluster, 3 + random.nextInt(2), struck);
    }
  },
  /// One or two, whoever they are, against the rest.
  PARTITION(3, 2, Duration.ofSeconds(12)) {
    @Override
    void strike(SpreadCluster cluster, Random random, Runnable struck) throws Exception {
      List<Integer> minority = minority(random);
      System.out.println("  cut off: " + minority);
      cluster.partition(minority);
      struck.run();
      cluster.awaitEnd(minority, ITSELF);
    }

    /// Not both that have the media: the others could do nothing without.
    private static List<Integer> minority(Random random) {
      int one = 1 + random.nextInt(5);
      int other = 1 + random.nextInt(5);
      return one == other || one + other == 9 ? List.of(one) : List.of(one, other);
    }
  },
  JOURNAL_SLOW(2, 1, Duration.ofSeconds(3)) {
    @Override
    void strike(SpreadCluster cluster, Random random, Runnable struck) throws Exception {
      cluster.journal().delay(100);
      struck.run();
      TimeUnit.SECONDS.sleep(seconds);
    }

    @Override
    boolean hangsUpMeanwhile() {
      return true;
    }

    @Override
    void heal(TandemCluster cluster) {
      ((SpreadCluster) cluster).journal().delay(0);
    }
  },
  JOURNAL_SILENT(2, 1, Duration.ofSeconds(3)) {
    @Override
    void strike(SpreadCluster cluster, Random random, Runnable struck) throws Exception {
      cluster.journal().silence(true);
      struck.run();
      TimeUnit.SECONDS.sleep(seconds);
    }

    @Override
    boolean hangsUpMeanwhile() {
      return true;
    }

    @Override
    void heal(TandemCluster cluster) {
      ((SpreadCluster) cluster).journal().silence(false);
    }
  },
  JOURNAL_CUT(2, 1, Duration.ofSeconds(3)) {
    @Override
    void strike(SpreadCluster cluster, Random random, Runnable struck) throws Exception {
      struck.run();
      for (int i = 0; i < 5; i++) {
        cluster.journal().cut();
        TimeUnit.SECONDS.sleep(1);
      }
    }

    @Override
    boolean hangsUpMeanwhile() {
      return true;
    }
  };

  /// Until who is cut off, or was, has noticed.
  private static final Duration ITSELF = Duration.ofSeconds(30);

  /// Beyond what tells of a silent node, short of what ends one.
  private static final long STALL_MS = 1_500;

  /// How long one lasts that ends; the others take less to go on without.
  private static volatile int seconds = 15;

  static void lasts(int newSeconds) {
    seconds = newSeconds;
  }

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
  void strike(TandemCluster cluster, Random random, Runnable struck) throws Exception {
    strike((SpreadCluster) cluster, random, struck);
  }

  /// For those that [need][#needsNetwork()] a network of their own.
  void strike(SpreadCluster cluster, Random random, Runnable struck) throws Exception {
    throw new IllegalStateException(this + " does nothing");
  }

  void heal(TandemCluster cluster) throws Exception {}

  boolean hangsUpMeanwhile() {
    return false;
  }

  /// Whether the phones are all in one room, not in calls of two.
  boolean isInRoom() {
    return false;
  }

  private static final EnumSet<Fault> OF_THE_NETWORK =
      EnumSet.of(
          NODE_VANISHES, MEDIA_NODE_VANISHES, PARTITION, JOURNAL_SLOW, JOURNAL_SILENT, JOURNAL_CUT);

  /// Whether each node needs a host of its own.
  boolean needsNetwork() {
    return OF_THE_NETWORK.contains(this);
  }

  private static void vanish(SpreadCluster cluster, int number, Runnable struck)
      throws IOException, InterruptedException {
    cluster.unplug(number);
    struck.run();
    cluster.awaitEnd(List.of(number), ITSELF);
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
