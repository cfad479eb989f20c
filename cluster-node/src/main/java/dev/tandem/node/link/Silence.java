package dev.tandem.node.link;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is not heard any more: told to those who watch, and to the cluster. On the clock's thread.
final class Silence {
  private static final Logger LOG = LoggerFactory.getLogger(Silence.class);

  /// A process that has just started may stand still for longer than [Neighbours#SILENT].
  private static final Duration SILENT_AT_FIRST = Duration.ofSeconds(2);

  /// From here on the split brain resolver counts its three seconds: when it decides, who is on the
  /// other side has long lost its lease and ended itself.
  private static final Duration UNREACHABLE = Duration.ofMillis(1500);

  private final Neighbours neighbours;
  private final NodeWatch watch;
  private final LinkMetrics metrics;
  private final Set<Long> silent = new HashSet<>();

  Silence(Neighbours neighbours, NodeWatch watch, LinkMetrics metrics) {
    this.neighbours = neighbours;
    this.watch = watch;
    this.metrics = metrics;
  }

  void listen(long now) {
    for (Link link : neighbours.links()) {
      Peer peer = link.peer();
      boolean fresh =
          neighbours.isFresh(
              peer, now, neighbours.isYoung(peer, now) ? SILENT_AT_FIRST : Neighbours.SILENT);
      if (!fresh && link.everConnected() && silent.add(peer.uid())) {
        metrics.silences.increment();
        LOG.warn("node {} is silent", peer.name());
        watch.silent(peer.name());
      } else if (fresh && silent.remove(peer.uid())) {
        LOG.info("node {} is heard again", peer.name());
        watch.back(peer.name());
      }
      if (link.everConnected() && !neighbours.isFresh(peer, now, UNREACHABLE)) {
        ToldDetector.silent(peer.address());
      } else {
        ToldDetector.heard(peer.address());
      }
    }
  }

  /// It is known to be dead, which says more.
  void dead(Peer peer) {
    silent.add(peer.uid());
  }

  boolean has(Peer peer) {
    return silent.contains(peer.uid());
  }

  void forget(long memberUid) {
    silent.remove(memberUid);
  }
}
