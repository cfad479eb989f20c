package dev.tandem.media.pool;

import java.util.ArrayDeque;
import java.util.OptionalInt;

/// Even ports nobody uses. The one free for longest is given first, so that late packets of an
/// earlier call find nobody for as long as possible. Not thread-safe.
final class PortRange {
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private final int pairs;

  /// @param min even
  /// @param max odd, so that each even port has its RTCP port in the range
  PortRange(int min, int max) {
    for (int port = min; port < max; port += 2) {
      free.add(port);
    }
    pairs = free.size();
  }

  OptionalInt take() {
    Integer port = free.poll();
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  void giveBack(int port) {
    free.add(port);
  }

  int free() {
    return free.size();
  }

  /// Pairs in the range, used or not.
  int size() {
    return pairs;
  }
}
