package dev.tandem.bridge;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The bridges and conferences that live on this node. Entities write, everybody reads.
public final class LiveBridges {
  private final ConcurrentHashMap<BridgeId, Supplier<BridgeInfo>> bridges =
      new ConcurrentHashMap<>();

  void put(BridgeId id, Supplier<BridgeInfo> info) {
    bridges.put(id, info);
  }

  void remove(BridgeId id) {
    bridges.remove(id);
  }

  public int size() {
    return bridges.size();
  }

  public Stream<BridgeInfo> all() {
    return bridges.values().stream().map(Supplier::get);
  }
}
