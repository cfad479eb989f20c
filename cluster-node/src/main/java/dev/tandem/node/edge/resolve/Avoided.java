package dev.tandem.node.edge.resolve;

import dev.tandem.sip.transaction.Hop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Addresses that failed a short while ago: they are tried last, not never. When there are too many
/// the oldest is forgotten. On the SIP loop only.
public final class Avoided {
  private final LongSupplier clock;
  private final int max;
  private final Map<Hop, Long> until = new LinkedHashMap<>();

  /// @param clock monotonic nanoseconds
  public Avoided(LongSupplier clock, int max) {
    this.clock = clock;
    this.max = max;
  }

  public void add(Hop hop, Duration time) {
    until.remove(hop); // so that it becomes the youngest
    until.put(hop, clock.getAsLong() + time.toNanos());
    if (until.size() > max) {
      until.remove(until.keySet().iterator().next());
    }
  }

  public void remove(Hop hop) {
    until.remove(hop);
  }

  boolean contains(Hop hop) {
    Long end = until.get(hop);
    if (end != null && end - clock.getAsLong() <= 0) {
      until.remove(hop);
      return false;
    }
    return end != null;
  }

  int size() {
    return until.size();
  }
}
