package dev.tandem.node.journal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/// Persistence ids minted on this node a moment ago. They have no history, so the entity's first
/// recovery needs no query: that is half of what a new call would cost the database.
///
/// Why this is safe: an id carries enough randomness never to be minted twice, a mark is good for
/// one recovery within 5 s, and if an id with a history were marked all the same, the entity would
/// start empty, its first write would take a sequence number that exists, and the primary key would
/// refuse it. The entity then restarts and, its mark spent, reads its history. Nothing is
/// overwritten. But until then it answers as one that knows nothing, so only who has minted an id
/// marks it.
///
/// Safe for all threads. Bounded: the oldest marks are forgotten first, which only costs a query.
public final class FreshIds {
  static final int LIMIT = 10_000;
  static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private record Mark(String persistenceId, long atNanos) {}

  private final LongSupplier nanoClock;
  private final Map<String, Mark> marks = new HashMap<>();
  private final Deque<Mark> oldestFirst = new ArrayDeque<>();
  private final Set<String> minted = new LinkedHashSet<>();

  FreshIds(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// An id whose entity may have to wait for its first message: a bridge forms when a call is
  /// answered.
  public synchronized void minted(String persistenceId) {
    minted.add(persistenceId);
    if (minted.size() > LIMIT) {
      minted.remove(minted.iterator().next());
    }
  }

  /// Before a message that may be the entity's first: marks an id that was minted here, once. A
  /// message like it that comes later, or on another node, meets an entity with a history.
  public synchronized void markMinted(String persistenceId) {
    if (minted.remove(persistenceId)) {
      mark(persistenceId);
    }
  }

  /// To be called by whoever mints the id, before the first message to the entity.
  public synchronized void mark(String persistenceId) {
    long now = nanoClock.getAsLong();
    forgetOld(now);
    var mark = new Mark(persistenceId, now);
    marks.put(persistenceId, mark);
    oldestFirst.addLast(mark);
  }

  /// Whether the id was marked and is still fresh; true only once for each mark.
  synchronized boolean consume(String persistenceId) {
    Mark mark = marks.remove(persistenceId);
    return mark != null && !isOld(mark, nanoClock.getAsLong());
  }

  synchronized int size() {
    return marks.size();
  }

  /// Consumed marks stay in the queue until they are old: it has its own bound.
  private void forgetOld(long now) {
    for (Mark oldest = oldestFirst.peekFirst();
        oldest != null && (isOld(oldest, now) || oldestFirst.size() >= LIMIT);
        oldest = oldestFirst.peekFirst()) {
      oldestFirst.removeFirst();
      marks.remove(oldest.persistenceId(), oldest);
    }
  }

  private static boolean isOld(Mark mark, long now) {
    return now - mark.atNanos() > GOOD_FOR.toNanos();
  }
}
