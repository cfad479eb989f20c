package dev.tandem.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which rows of one cell can ever apply, found by trying every case their guards can tell apart:
/// each fact true and false, each condition below, at and above every value it is compared with.
final class Coverage {
  /// Above that only unguarded rows are looked at; a cell with so many guards should be split.
  static final int MAX_CASES = 4096;

  private final BitSet applicable;
  private final boolean open;

  private Coverage(BitSet applicable, boolean open) {
    this.applicable = applicable;
    this.open = open;
  }

  static Coverage of(Row[] rows, List<Condition> conditions) {
    var samples = new LinkedHashMap<Object, SortedSet<Integer>>();
    for (Row row : rows) {
      row.guards().forEach(guard -> sample(guard, conditions, samples));
    }
    long cases = 1;
    for (SortedSet<Integer> values : samples.values()) {
      cases = Math.min(cases * values.size(), MAX_CASES + 1L);
    }
    return cases > MAX_CASES ? byUnguardedRows(rows) : byTrying(rows, samples, (int) cases);
  }

  /// Whether the row at that place is ever the first whose guards hold.
  boolean canApply(int row) {
    return applicable.get(row);
  }

  /// Whether there is a case in which no row applies.
  boolean isOpen() {
    return open;
  }

  private static Coverage byTrying(Row[] rows, Map<Object, SortedSet<Integer>> samples, int cases) {
    var applicable = new BitSet();
    boolean open = false;
    for (int i = 0; i < cases; i++) {
      Map<Object, Integer> values = caseOf(samples, i);
      int winner = firstApplying(rows, guard -> holds(guard, values));
      if (winner < 0) {
        open = true;
      } else {
        applicable.set(winner);
      }
    }
    return new Coverage(applicable, open);
  }

  private static Coverage byUnguardedRows(Row[] rows) {
    var applicable = new BitSet();
    for (int i = 0; i < rows.length; i++) {
      applicable.set(i);
      if (rows[i].guards().isEmpty()) {
        return new Coverage(applicable, false);
      }
    }
    return new Coverage(applicable, true);
  }

  private static int firstApplying(Row[] rows, GuardTest test) {
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].applies(test)) {
        return i;
      }
    }
    return -1;
  }

  /// The cases are counted like an odometer with one wheel a fact or condition.
  private static Map<Object, Integer> caseOf(Map<Object, SortedSet<Integer>> samples, int number) {
    var values = new LinkedHashMap<Object, Integer>();
    int rest = number;
    for (var entry : samples.entrySet()) {
      var choices = new ArrayList<>(entry.getValue());
      values.put(entry.getKey(), choices.get(rest % choices.size()));
      rest /= choices.size();
    }
    return values;
  }

  private static boolean holds(Guard guard, Map<Object, Integer> values) {
    return switch (guard) {
      case Guard.Fact(TableGuard fact) -> values.getOrDefault(fact, 0) == 1;
      case Guard.Compare compare -> compare.holds(values.getOrDefault(compare.condition(), 0));
      case Guard.Not(Guard inner) -> !holds(inner, values);
    };
  }

  private static void sample(
      Guard guard, List<Condition> conditions, Map<Object, SortedSet<Integer>> samples) {
    switch (guard) {
      case Guard.Fact(TableGuard fact) -> add(samples, fact, 0, 1);
      case Guard.Compare(int condition, _, _, int value) -> {
        if (conditions.get(condition).counter()) {
          add(samples, condition, value - 1, value, value + 1);
        } else {
          add(samples, condition, 0, 1);
        }
      }
      case Guard.Not(Guard inner) -> sample(inner, conditions, samples);
    }
  }

  private static void add(Map<Object, SortedSet<Integer>> samples, Object key, Integer... values) {
    samples.computeIfAbsent(key, _ -> new TreeSet<>()).addAll(Arrays.asList(values));
  }
}
