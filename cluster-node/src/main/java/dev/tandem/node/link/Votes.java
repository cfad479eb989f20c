package dev.tandem.node.link;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Who has seen whose death. A node is taken for dead when more than half of all members say so,
/// itself counted among them. Not thread-safe.
final class Votes {
  private final Map<Long, Set<Long>> reporters = new HashMap<>();

  /// @return whether this was news
  boolean cast(long dead, long reporter) {
    return reporters.computeIfAbsent(dead, _ -> new HashSet<>()).add(reporter);
  }

  /// @param members uids of all members that are up, the dead one and this one among them
  /// @param writers those of them that keep sessions: one of them has to have looked at the
  ///   database; empty when the dead one held no connection to it
  boolean carried(long dead, Set<Long> members, Set<Long> writers) {
    Set<Long> votes = new HashSet<>(reporters.getOrDefault(dead, Set.of()));
    votes.retainAll(members);
    votes.remove(dead);
    boolean witnessed = writers.isEmpty() || votes.stream().anyMatch(writers::contains);
    return witnessed && 2 * votes.size() > members.size();
  }

  Set<Long> accused() {
    return reporters.keySet();
  }

  void forget(long uid) {
    reporters.remove(uid);
    reporters.values().forEach(it -> it.remove(uid));
  }
}
