package dev.tandem.sip.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which counts of which nonces were used on this node, so that a recorded answer cannot be sent
/// again. Only right answers come here, so only users can fill it.
///
/// Bounded: when it is full the oldest nonce goes, and from then on none is believed that is not
/// known and was made before that one; its holder gets a new one (`stale=true`). So a full memory
/// costs round trips and lets nothing through. What another node has seen is not known here: a
/// recording can be sent once to each node while its nonce lives.
final class NonceUses {
  private static final int WINDOW = 64;

  private static final class Used {
    private final Instant minted;
    private long highest;

    /// Bit i: `highest - i` was used.
    private long seen;

    private Used(Instant minted) {
      this.minted = minted;
    }

    /// RFC 7616 §3.4 wants counts to grow; over UDP requests overtake each other.
    private boolean use(long count) {
      long ahead = count - highest;
      if (ahead > 0) {
        seen = ahead >= WINDOW ? 1 : seen << ahead | 1;
        highest = count;
        return true;
      }
      if (-ahead >= WINDOW || (seen & 1L << -ahead) != 0) {
        return false;
      }
      seen |= 1L << -ahead;
      return true;
    }
  }

  private final int max;
  private final Duration lifetime;
  private final Map<String, Used> byNonce = new LinkedHashMap<>();
  private Instant forgotten = Instant.MIN;

  NonceUses(int max, Duration lifetime) {
    this.max = max;
    this.lifetime = lifetime;
  }

  /// False when that count was used before, or nobody can tell.
  ///
  /// @param count 1 or more
  boolean use(String nonce, Instant minted, long count, Instant now) {
    Used used = byNonce.get(nonce);
    if (used == null) {
      if (count < 1 || !minted.isAfter(forgotten)) {
        return false;
      }
      makeRoom(now);
      used = new Used(minted);
      byNonce.put(nonce, used);
    }
    return count > 0 && used.use(count);
  }

  private void makeRoom(Instant now) {
    var oldest = byNonce.values().iterator();
    while (oldest.hasNext()) {
      Used next = oldest.next();
      boolean over = !next.minted.plus(lifetime).isAfter(now);
      if (!over && byNonce.size() < max) {
        return;
      }
      if (!over && next.minted.isAfter(forgotten)) {
        forgotten = next.minted;
      }
      oldest.remove();
    }
  }

  int size() {
    return byNonce.size();
  }
}
