package dev.tandem.watch;

import dev.tandem.protocol.SubscriptionId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The subscriptions of ours that live on this node. Entities write, everybody reads.
public final class LiveWatchers {
  private final Set<SubscriptionId> ids = ConcurrentHashMap.newKeySet();

  void put(SubscriptionId id) {
    ids.add(id);
  }

  void remove(SubscriptionId id) {
    ids.remove(id);
  }

  public int size() {
    return ids.size();
  }
}
