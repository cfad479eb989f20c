package dev.tandem.node.link;

import java.util.concurrent.atomic.LongAdder;

/// What the links have seen.
public final class LinkMetrics {
  /// Connections that ended and whose port refused another one.
  public final LongAdder evidence = new LongAdder();

  /// Nodes from which nothing was heard for half a second.
  public final LongAdder silences = new LongAdder();

  /// Nodes this one has had removed at once.
  public final LongAdder downed = new LongAdder();

  /// Connections that could not prove to be of this cluster.
  public final LongAdder strangers = new LongAdder();
}
