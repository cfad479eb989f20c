package dev.tandem.trunk;

import dev.tandem.protocol.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The calls over one trunk in the whole cluster. A call counts from when it is admitted until it
/// says that it is over, or no node has spoken of it for [#FORGET]; one that a node speaks of
/// counts whoever has admitted it, so that a new keeper knows them all as soon as every node has
/// reported.
final class CallCount {
  /// Longer than sessions need to wake up on another node.
  static final Duration FORGET = Duration.ofSeconds(15);

  /// A report may have been written before its call ended.
  private static final Duration AFTERGLOW = Duration.ofSeconds(3);

  private static final int MOST_ENDED = 10_000;

  private final Map<SessionId, Instant> calls = new HashMap<>();
  private final LinkedHashMap<SessionId, Instant> ended = new LinkedHashMap<>();

  /// @param limit more than that are not admitted
  boolean admit(SessionId call, int limit, Instant now) {
    if (!calls.containsKey(call) && calls.size() >= limit) {
      prune(now);
      if (calls.size() >= limit) {
        return false;
      }
    }
    calls.put(call, now);
    return true;
  }

  void release(SessionId call, Instant now) {
    if (calls.remove(call) != null) {
      ended.put(call, now);
      if (ended.size() > MOST_ENDED) {
        ended.pollFirstEntry();
      }
    }
  }

  void reported(Collection<SessionId> live, Instant now) {
    ended.values().removeIf(it -> it.plus(AFTERGLOW).isBefore(now));
    for (SessionId call : live) {
      if (!ended.containsKey(call)) {
        calls.put(call, now);
      }
    }
  }

  void prune(Instant now) {
    calls.values().removeIf(it -> it.plus(FORGET).isBefore(now));
  }

  int size() {
    return calls.size();
  }
}
