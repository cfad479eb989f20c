package dev.tandem.node.journal;

import dev.tandem.node.journal.JournalReader.Page;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the first half of a recovery read, for its second half a moment later. Bounded: the oldest
/// is forgotten, which costs that recovery a second query. Never stale: each recovery's first half
/// replaces what an earlier one left. Safe for all threads.
final class RecoveryCache {
  static final int LIMIT = 1_024;

  private final Map<String, Page> pages =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Page> eldest) {
          return size() > LIMIT;
        }
      };

  synchronized void put(String persistenceId, Page page) {
    pages.put(persistenceId, page);
  }

  synchronized @Nullable Page take(String persistenceId) {
    return pages.remove(persistenceId);
  }
}
