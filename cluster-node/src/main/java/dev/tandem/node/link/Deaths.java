package dev.tandem.node.link;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// From a port that refuses to a node that is removed: who sees it tells all others, and when the
/// majority has seen it, one of them removes the dead. Where nothing else is said, on the clock's
/// thread.
final class Deaths {
  private static final Logger LOG = LoggerFactory.getLogger(Deaths.class);
  private static final Duration VOTE_AGAIN = Duration.ofMillis(400);

  /// By then the split brain resolver has decided.
  private static final Duration TESTIFY = Duration.ofSeconds(10);

  private final Neighbours neighbours;
  private final Silence silence;
  private final NodeWatch watch;
  private final Links.Cluster cluster;

  /// Whether the database agrees that the node of that name holds no connection to it any more.
  private final Predicate<String> witness;

  private final ScheduledExecutorService clock;
  private final LinkMetrics metrics;
  private final Votes votes = new Votes();

  Deaths(
      Neighbours neighbours,
      Silence silence,
      NodeWatch watch,
      Links.Cluster cluster,
      Predicate<String> witness,
      ScheduledExecutorService clock,
      LinkMetrics metrics) {
    this.neighbours = neighbours;
    this.silence = silence;
    this.watch = watch;
    this.cluster = cluster;
    this.witness = witness;
    this.clock = clock;
    this.metrics = metrics;
  }

  private void run(Runnable task) {
    if (!clock.isShutdown()) {
      clock.execute(task);
    }
  }

  /// A port refuses that did not.
  void seen(Peer peer) {
    if (!neighbours.has(peer.uid())) {
      return; // it left in order
    }
    metrics.evidence.increment();
    LOG.warn("node {} is gone: its port refuses", peer.name());
    silence.dead(peer);
    watch.dead(peer.name());
    Thread.ofVirtual().name("witness").start(() -> testify(peer));
  }

  /// The database may be slow to see that a process's connections have ended, and a vote is lost
  /// with the link it goes over: both are repeated until the node has left or is back.
  private void testify(Peer peer) {
    long end = System.nanoTime() + TESTIFY.toNanos();
    long pause = 20;
    try {
      while (isGone(peer) && System.nanoTime() - end < 0) {
        if (!neighbours.keepsSessions() || witness.test(peer.name())) {
          run(() -> vote(peer.uid()));
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(VOTE_AGAIN.toMillis(), 2 * pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isGone(Peer peer) {
    return neighbours.refuses(peer) && !clock.isShutdown();
  }

  private void vote(long dead) {
    votes.cast(dead, neighbours.uid());
    neighbours.links().forEach(it -> it.send(Frame.VOTE, dead));
    count(dead);
  }

  /// Another node has seen it. On any thread.
  void voted(long reporter, long dead) {
    run(() -> {
      if (neighbours.has(reporter) && neighbours.has(dead) && votes.cast(dead, reporter)) {
        count(dead);
      }
    });
  }

  private void count(long dead) {
    Peer peer = neighbours.peer(dead);
    if (peer == null || !isCarried(dead)) {
      return;
    }
    if (isFirst()) {
      down(peer);
    } else {
      clock.schedule(
          () -> {
            if (neighbours.has(dead)) {
              down(peer);
            }
          },
          VOTE_AGAIN.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  private boolean isCarried(long dead) {
    Set<Long> members = new HashSet<>();
    members.add(neighbours.uid());
    neighbours.peers().stream().map(Peer::uid).forEach(members::add);
    Set<Long> writers = new HashSet<>();
    if (neighbours.keepsSessions()) {
      writers.add(neighbours.uid());
    }
    neighbours.peers().stream().filter(Peer::session).map(Peer::uid).forEach(writers::add);
    writers.remove(dead);
    return votes.carried(dead, members, writers);
  }

  /// One of those that are left speaks for all; should it fall silent too, the others do.
  private boolean isFirst() {
    return neighbours.peers().stream()
        .filter(it -> !votes.accused().contains(it.uid()) && !silence.has(it))
        .noneMatch(it -> it.name().compareTo(neighbours.self()) < 0);
  }

  private void down(Peer peer) {
    metrics.downed.increment();
    LOG.warn("node {} is dead by majority: removing it", peer.name());
    ToldDetector.dead(peer.address());
    cluster.down(peer.address());
  }

  void forget(long memberUid) {
    votes.forget(memberUid);
  }
}
