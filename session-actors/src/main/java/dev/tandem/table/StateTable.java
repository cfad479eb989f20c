package dev.tandem.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
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

  private StateTable(String id, String source, Draft draft, Cells cells) {
    this.id = id;
    this.source = source;
    this.draft = draft;
    this.cells = cells;
    for (int i = 0; i < draft.states().size(); i++) {
      stateIndexes.put(draft.states().get(i).name(), i);
    }
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
    Draft draft = new TableReader(problems).read(yaml);
    Cells cells = new Cells(draft);
    new TableCheck(draft, cells, problems).run();
    problems.throwIfAny();
    return new StateTable(ContentHash.of(yaml), sourceName, draft, cells);
  }

  /// The first row whose guards hold, in the order that [Cells] describes. Allocates nothing.
  ///
  /// @param role not [Role#BOTH]
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

  /// Every row of the file, `otherwise` last.
  public List<Row> rows() {
    var rows = new ArrayList<Row>();
    draft.rows().forEach(placed -> rows.add(placed.row()));
    rows.addAll(draft.otherwise().values());
    return List.copyOf(rows);
  }

  /// The table as one role sees it, as a Mermaid state diagram.
  public String toMermaid(Role role) {
    return new Mermaid(draft, cells, role).draw();
  }

  /// Hash of the text, 32 hexadecimal digits: what a session remembers of the table it was begun
  /// with.
  public String id() {
    return id;
  }

  public String source() {
    return source;
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
