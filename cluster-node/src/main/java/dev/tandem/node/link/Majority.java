package dev.tandem.node.link;

import java.time.Duration;
import java.util.Collection;

/// Whether this node is still with the majority of its cluster. Once it has ended itself over it,
/// it never is again.
final class Majority {
  private static final Duration LEASE = Duration.ofMillis(1500);
  private static final Duration FENCE_AFTER = Duration.ofSeconds(2);

  private final Neighbours neighbours;
  private final Links.Cluster cluster;
  private long minoritySinceNs;
  private boolean inMinority;
  private volatile boolean fenced;

  Majority(Neighbours neighbours, Links.Cluster cluster) {
    this.neighbours = neighbours;
    this.cluster = cluster;
  }

  /// The majority lease: this node may write while more than half of the members, itself counted,
  /// have echoed a beat that it sent less than 1.5 s ago. Others take over what it owns later than
  /// that.
  boolean mayWrite() {
    if (fenced) {
      return false;
    }
    Collection<Peer> others = neighbours.peers();
    if (others.isEmpty()) {
      return true;
    }
    int fresh = 1;
    int all = 1;
    long now = System.nanoTime();
    for (Peer peer : others) {
      all++;
      fresh += neighbours.isFresh(peer, now, LEASE) ? 1 : 0;
    }
    return 2 * fresh > all;
  }

  /// What the split brain resolver would decide as well, only sooner: a minority ends itself before
  /// the majority takes over what it owns. A tie is left to the resolver.
  void fence(long now) {
    int all = 1;
    int visible = 1;
    int refused = 0;
    for (Peer peer : neighbours.peers()) {
      all++;
      visible += neighbours.isFresh(peer, now, Neighbours.SILENT) ? 1 : 0;
      refused += neighbours.refuses(peer) ? 1 : 0;
    }
    if (2 * visible >= all || fenced) {
      inMinority = false;
      return;
    }
    if (!inMinority) {
      inMinority = true;
      minoritySinceNs = now;
    }
    boolean proved = 2 * (all - refused) < all;
    if (proved || now - minoritySinceNs > FENCE_AFTER.toNanos()) {
      fenced = true;
      cluster.fenceOff("sees " + visible + " of " + all + " nodes");
    }
  }
}
