package dev.tandem.sip.guard;

/// Finds out when datagrams wait in the socket for longer than they may: requests that came late to
/// us already are not worth a set-up that their senders may have given up.
///
/// A queue that has been short once within [#STANDS_NS] is a burst, and one found long after a
/// stall of the machine may be gone after a few reads; both are harmless. One that stands through
/// [#STANDS_TURNS] turns of reading is what is wrong (the idea of RFC 8289, CoDel).
final class Backlog {
  /// About 1,000 messages with the kernel's bookkeeping.
  static final long SHORT_BYTES = 2 << 20;

  static final long STANDS_NS = 200_000_000;
  static final int STANDS_TURNS = 8;

  private long longSinceNs;
  private int longTurns;

  void sample(long nowNs, long queuedBytes) {
    if (queuedBytes <= SHORT_BYTES) {
      longTurns = 0;
    } else if (longTurns++ == 0) {
      longSinceNs = nowNs;
    }
  }

  boolean stands(long nowNs) {
    return longTurns > STANDS_TURNS && nowNs - longSinceNs >= STANDS_NS;
  }
}
