package dev.tandem.table;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Checks a table as a whole. What would only follow from a row that could not be read (a state
/// that nothing leads to, an event without outcome) is looked for only when every row was read.
final class TableCheck {
  private static final int MAX_NAMES = 6;

  private final Draft draft;
  private final Cells cells;
  private final Problems problems;

  TableCheck(Draft draft, Cells cells, Problems problems) {
    this.draft = draft;
    this.cells = cells;
    this.problems = problems;
  }

  void run() {
    boolean everythingRead = problems.count() == 0;
    deadRows(duplicates());
    finalStates();
    if (draft.stateIndex(Draft.INITIAL) < 0) {
      if (everythingRead) {
        problems.add(1, "the table needs a state Idle, where every session begins");
      }
    } else if (everythingRead) {
      unreachableStates();
      statesWithoutWayOut();
      missingOutcomes();
    }
  }

  /// What is taken from another table was checked there; that a row of this one takes its place, or
  /// makes a state of that one useless, is what building on it is for.
  private List<PlacedRow> own() {
    return draft.rows().stream().filter(it -> it.layer() == 0).toList();
  }

  private Set<Row> duplicates() {
    record Key(Role role, int state, TableEvent event, Set<Guard> guards) {}
    var seen = new HashMap<Key, Integer>();
    Set<Row> duplicates = Collections.newSetFromMap(new IdentityHashMap<>());
    for (PlacedRow it : own()) {
      var key = new Key(it.role(), it.state(), it.event(), new HashSet<>(it.row().guards()));
      Integer before = seen.putIfAbsent(key, it.row().line());
      if (before != null) {
        problems.add(it.row().line(), describe(it) + " is already in line " + before);
        duplicates.add(it.row());
      }
    }
    return duplicates;
  }

  /// @param known rows that are dead too, but have been reported with the better reason
  private void deadRows(Set<Row> known) {
    for (PlacedRow it : own()) {
      Row row = it.row();
      if (!Coverage.of(new Row[] {row}, draft.conditions()).canApply(0)) {
        problems.add(row.line(), "dead row: its guards can never hold together");
      } else if (!known.contains(row)
          && Cells.ROLES.stream().noneMatch(role -> canApply(it, role))) {
        problems.add(row.line(), "dead row: " + describe(it) + " " + whyDead(it));
      }
    }
  }

  private boolean canApply(PlacedRow it, Role role) {
    return it.isFor(role)
        && statesOf(it).anyMatch(state -> cells.canApply(it.row(), role, state, it.event()));
  }

  private String whyDead(PlacedRow it) {
    var hiders = new TreeSet<Integer>();
    for (Role role : Cells.ROLES) {
      if (it.isFor(role)) {
        statesOf(it).forEach(state -> hiders.addAll(linesBefore(it, role, state)));
      }
    }
    if (hiders.isEmpty()) {
      return "has no state to apply in";
    }
    return hiders.size() == 1
        ? "never applies, line " + hiders.first() + " always wins before it"
        : "never applies, lines " + lines(hiders) + " leave it no case";
  }

  @SuppressWarnings("ReferenceEquality") // a row is itself, whatever another one says
  private List<Integer> linesBefore(PlacedRow it, Role role, int state) {
    var before = new ArrayList<Integer>();
    for (Row row : cells.at(role, state, it.event())) {
      if (row == it.row()) {
        break;
      }
      if (row.guards().isEmpty()) {
        return List.of(row.line());
      }
      before.add(row.line());
    }
    return before;
  }

  private IntStream statesOf(PlacedRow it) {
    return it.state() != PlacedRow.ANY_STATE
        ? IntStream.of(it.state())
        : IntStream.range(0, draft.states().size())
            .filter(state -> !draft.states().get(state).isFinal());
  }

  private void finalStates() {
    int initial = draft.stateIndex(Draft.INITIAL);
    for (PlacedRow it : own()) {
      int next = it.row().nextState();
      boolean leaves = next >= 0 && next != it.state() && next != initial;
      if (it.state() >= 0 && draft.states().get(it.state()).isFinal() && leaves) {
        String names = name(it.state()) + " is final, a row may leave it to Idle only, not to ";
        problems.add(it.row().line(), names + name(next));
      }
    }
    if (initial >= 0 && draft.states().get(initial).isFinal()) {
      problems.add(draft.states().get(initial).line(), "Idle cannot be final");
    }
  }

  private void unreachableStates() {
    var reached = new BitSet();
    Cells.ROLES.forEach(role -> reached.or(cells.reachable(role)));
    for (int state = draft.ownStates(); state < draft.states().size(); state++) {
      if (!reached.get(state)) {
        State declared = draft.states().get(state);
        problems.add(
            declared.line(), "state " + declared.name() + " can never be reached from Idle");
      }
    }
  }

  private void statesWithoutWayOut() {
    var stuck = new LinkedHashMap<Integer, Set<Role>>();
    for (Role role : Cells.ROLES) {
      cells.reachable(role).stream()
          .filter(state -> state != draft.stateIndex(Draft.INITIAL))
          .filter(state -> !draft.states().get(state).isFinal())
          .filter(state -> cells.successors(role, state).isEmpty())
          .forEach(
              state -> stuck.computeIfAbsent(state, _ -> EnumSet.noneOf(Role.class)).add(role));
    }
    stuck.forEach((state, roles) ->
        problems.add(
            state < draft.ownStates() ? draft.transitionsLine() : draft.states().get(state).line(),
            "state "
                + name(state)
                + " has no way out for "
                + roleNames(roles)
                + "; is final: true missing?"));
  }

  /// Events with the same holes share a message, or a table without `otherwise` would give
  /// hundreds.
  private void missingOutcomes() {
    var eventsByHoles = new LinkedHashMap<Map<Role, List<Integer>>, List<TableEvent>>();
    for (TableEvent event : TableEvent.values()) {
      var holes = new EnumMap<Role, List<Integer>>(Role.class);
      for (Role role : Cells.ROLES) {
        List<Integer> open = openStates(role, event);
        if (!open.isEmpty()) {
          holes.put(role, open);
        }
      }
      if (!holes.isEmpty()) {
        eventsByHoles.computeIfAbsent(holes, _ -> new ArrayList<>()).add(event);
      }
    }
    eventsByHoles.forEach((holes, events) -> {
      String names = events.stream().map(Word::yaml).collect(Collectors.joining(", "));
      String where = events.size() == 1 ? guardedLines(holes, events.getFirst()) : "";
      problems.add(
          draft.transitionsLine(), "no outcome for " + names + ": " + describe(holes) + where);
    });
  }

  private List<Integer> openStates(Role role, TableEvent event) {
    return IntStream.range(0, draft.states().size())
        .filter(state -> !draft.states().get(state).isFinal())
        .filter(state -> cells.coverage(role, state, event).isOpen())
        .boxed()
        .toList();
  }

  /// Rows that are there, but whose guards leave a case open.
  private String guardedLines(Map<Role, List<Integer>> holes, TableEvent event) {
    var lines = new TreeSet<Integer>();
    holes.forEach((role, states) -> {
      for (int state : states) {
        for (Row row : cells.at(role, state, event)) {
          lines.add(row.line());
        }
      }
    });
    return lines.isEmpty() ? "" : " (guards of line " + lines(lines) + " do not cover every case)";
  }

  private String describe(Map<Role, List<Integer>> holes) {
    // Roles with the same holes are named together.
    var rolesByStates = new LinkedHashMap<List<Integer>, Set<Role>>();
    holes.forEach((role, states) ->
        rolesByStates.computeIfAbsent(states, _ -> EnumSet.noneOf(Role.class)).add(role));
    return rolesByStates.entrySet().stream()
        .map(it -> roleNames(it.getValue()) + " in " + stateNames(it.getKey()))
        .collect(Collectors.joining("; "));
  }

  private String stateNames(List<Integer> states) {
    long open = draft.states().stream().filter(state -> !state.isFinal()).count();
    if (states.size() == open && open > 1) {
      return "every state that is not final";
    }
    String names =
        states.stream().limit(MAX_NAMES).map(this::name).collect(Collectors.joining(", "));
    int more = states.size() - MAX_NAMES;
    return more > 0 ? names + " and " + more + " more" : names;
  }

  private String describe(PlacedRow it) {
    String state = it.state() == PlacedRow.ANY_STATE ? RowReader.ANY : name(it.state());
    return it.role().yaml() + " " + state + " " + it.event().yaml();
  }

  private String name(int state) {
    return draft.states().get(state).name();
  }

  private static String roleNames(Set<Role> roles) {
    return roles.stream().map(Role::yaml).collect(Collectors.joining(", "));
  }

  private static String lines(Set<Integer> lines) {
    return lines.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
