package dev.tandem.sip.guard;

/// Finds out when datagrams wait in the socket for longer than they may: requests that came late to
/// us already are not worth a set-up that their senders may have given up.
///
/// A queue that has been short once within [#STANDS_NS] is a burst and harmless; one that stands is
/// what is wrong (the idea of RFC 8289, CoDel).
final class Backlog {
  /// About 150 to 400 messages with the kernel's bookkeeping.
  static final long SHORT_BYTES = 512 << 10;

  static final long STANDS_NS = 50_000_000;

  private long longSinceNs;
  private boolean isLong;

  void sample(long nowNs, long queuedBytes) {
    if (queuedBytes <= SHORT_BYTES) {
      isLong = false;
    } else if (!isLong) {
      isLong = true;
      longSinceNs = nowNs;
    }
  }

  boolean stands(long nowNs) {
    return isLong && nowNs - longSinceNs >= STANDS_NS;
  }
}
