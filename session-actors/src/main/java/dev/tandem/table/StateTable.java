package dev.tandem.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The compiled behaviour of a session: for a role, a state and an event, the row to follow.
/// Immutable; any thread may use it. Two tables are equal when their text is.
public final class StateTable {
  private final String id;
  private final String source;
  private final Draft draft;
  private final Cells cells;
  private final Map<String, Integer> stateIndexes = new HashMap<>();
  private final Map<String, Integer> conditionIndexes = new HashMap<>();
  private final Set<Row> lastResorts = Collections.newSetFromMap(new IdentityHashMap<>());

  private StateTable(String id, String source, Draft draft, Cells cells) {
    this.id = id;
    this.source = source;
    this.draft = draft;
    this.cells = cells;
    for (int i = 0; i < draft.states().size(); i++) {
      stateIndexes.put(draft.states().get(i).name(), i);
    }
    lastResorts.addAll(draft.otherwise().values());
    for (int i = 0; i < draft.conditions().size(); i++) {
      conditionIndexes.put(draft.conditions().get(i).name(), i);
    }
  }

  /// Reads, checks and compiles a table.
  ///
  /// @param sourceName as it shall appear in messages, usually the file name
  /// @throws InvalidTable with every problem found
  public static StateTable parse(String sourceName, String yaml) {
    var problems = new Problems(sourceName);
    var reader = new TableReader(problems);
    Draft draft = reader.read(yaml);
    Cells cells = new Cells(draft);
    new TableCheck(draft, cells, problems).run();
    problems.throwIfAny();
    StateTable base = reader.base();
    String id = ContentHash.of(base == null ? yaml : base.id + '\n' + yaml);
    return new StateTable(id, sourceName, draft, cells);
  }

  /// The first row whose guards hold, in the order that [Cells] describes. Allocates nothing.
  ///
  /// @param role [Role#UAC] or [Role#UAS]
  /// @return null only in a final state
  public @Nullable Row match(Role role, int state, TableEvent event, GuardTest test) {
    for (Row row : cells.at(role, state, event)) {
      if (row.applies(test)) {
        return row;
      }
    }
    return null;
  }

  /// Events that have a row of their own in that state, the last resort of `otherwise` not counted.
  @SuppressWarnings("ReferenceEquality") // a row is itself, whatever another one says
  public Set<TableEvent> possibleEvents(Role role, int state) {
    var possible = EnumSet.noneOf(TableEvent.class);
    for (TableEvent event : TableEvent.values()) {
      Row lastResort = draft.otherwise().get(event);
      for (Row row : cells.at(role, state, event)) {
        if (row != lastResort) {
          possible.add(event);
        }
      }
    }
    return Collections.unmodifiableSet(possible);
  }

  /// Whether the row is of `otherwise`: no row of the state expected the event.
  public boolean isLastResort(Row row) {
    return lastResorts.contains(row);
  }

  /// Index of the state every session begins in.
  public int initialState() {
    return stateIndex(Draft.INITIAL);
  }

  /// Index of a state, -1 when the table has none of that name: a call may have been begun under
  /// another table.
  public int stateIndex(String name) {
    return stateIndexes.getOrDefault(name, -1);
  }

  public String stateName(int state) {
    return draft.states().get(state).name();
  }

  public boolean isFinal(int state) {
    return draft.states().get(state).isFinal();
  }

  /// In the order of their indexes.
  public List<State> states() {
    return draft.states();
  }

  /// In the order of their indexes.
  public List<Condition> conditions() {
    return draft.conditions();
  }

  /// Index of a condition, -1 when the table has none of that name.
  public int conditionIndex(String name) {
    return conditionIndexes.getOrDefault(name, -1);
  }

  /// Every row of the file and of the table it is built on, `otherwise` last.
  public List<Row> rows() {
    var rows = new ArrayList<Row>();
    draft.rows().forEach(placed -> rows.add(placed.row()));
    rows.addAll(draft.otherwise().values());
    return List.copyOf(rows);
  }

  /// States that a session of that role can ever be in.
  public List<State> reachableStates(Role role) {
    return cells.reachable(role).stream().mapToObj(draft.states()::get).toList();
  }

  /// The rows that can apply to a session of that role, in the order they are tried in.
  ///
  /// @param role [Role#UAC] or [Role#UAS]
  public List<Arrow> arrows(Role role) {
    return new Arrows(draft, cells, role).all();
  }

  /// The table as one role sees it, as a Mermaid state diagram.
  public String toMermaid(Role role) {
    return new Mermaid(this, role).draw();
  }

  /// Hash of the text and of that of the table it is built on, 32 hexadecimal digits.
  public String id() {
    return id;
  }

  public String source() {
    return source;
  }

  Draft draft() {
    return draft;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StateTable table && id.equals(table.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "StateTable[" + source + " " + id + "]";
  }
}
