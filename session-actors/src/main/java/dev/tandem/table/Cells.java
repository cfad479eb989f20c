package dev.tandem.table;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of a table by (role, state, event), each cell in the order in which rows are tried: for
/// the state those for B2BUA (they have the guard HasPeer), the role's own, those for both; then
/// for any state likewise; then all that again from the table this one is built on; then the last
/// resort. `Any` means any state that is not final: nothing should pull a finished call back.
final class Cells {
  /// Roles a session can have. That it stands between two is a fact beside them.
  static final List<Role> ROLES = List.of(Role.UAC, Role.UAS);

  private static final int EVENTS = TableEvent.values().length;

  private record Place(int layer, Role role, int state, TableEvent event) {}

  private final Draft draft;
  private final int layers;
  private final Row[][] rows;
  private final @Nullable Coverage[] coverage;

  Cells(Draft draft) {
    this.draft = draft;
    this.rows = new Row[ROLES.size() * draft.states().size() * EVENTS][];
    this.coverage = new Coverage[rows.length];
    this.layers = draft.rows().stream().mapToInt(PlacedRow::layer).max().orElse(0) + 1;
    Map<Place, List<Row>> written = new HashMap<>();
    for (PlacedRow it : draft.rows()) {
      var place = new Place(it.layer(), it.role(), it.state(), it.event());
      written.computeIfAbsent(place, _ -> new ArrayList<>()).add(it.row());
    }
    for (Role role : ROLES) {
      for (int state = 0; state < draft.states().size(); state++) {
        for (TableEvent event : TableEvent.values()) {
          rows[index(role, state, event)] = collect(written, role, state, event);
        }
      }
    }
  }

  Row[] at(Role role, int state, TableEvent event) {
    return rows[index(role, state, event)];
  }

  Coverage coverage(Role role, int state, TableEvent event) {
    int index = index(role, state, event);
    Coverage known = coverage[index];
    if (known == null) {
      known = Coverage.of(rows[index], draft.conditions());
      coverage[index] = known;
    }
    return known;
  }

  /// Whether `row` can be the one that applies in the cell.
  @SuppressWarnings("ReferenceEquality") // a row is itself, whatever another one says
  boolean canApply(Row row, Role role, int state, TableEvent event) {
    Row[] cell = at(role, state, event);
    for (int i = 0; i < cell.length; i++) {
      if (cell[i] == row) {
        return coverage(role, state, event).canApply(i);
      }
    }
    return false;
  }

  /// States that a row can lead to from `state`, without `state` itself.
  BitSet successors(Role role, int state) {
    var found = new BitSet();
    for (TableEvent event : TableEvent.values()) {
      Row[] cell = at(role, state, event);
      for (int i = 0; i < cell.length; i++) {
        if (cell[i].nextState() >= 0 && coverage(role, state, event).canApply(i)) {
          found.set(cell[i].nextState());
        }
      }
    }
    found.clear(state);
    return found;
  }

  /// States that a session of the role can ever be in.
  BitSet reachable(Role role) {
    var seen = new BitSet();
    var open = new ArrayDeque<Integer>();
    int initial = draft.stateIndex(Draft.INITIAL);
    if (initial >= 0) {
      seen.set(initial);
      open.add(initial);
    }
    while (!open.isEmpty()) {
      BitSet next = successors(role, open.remove());
      next.andNot(seen);
      seen.or(next);
      next.stream().forEach(open::add);
    }
    return seen;
  }

  private Row[] collect(Map<Place, List<Row>> written, Role role, int state, TableEvent event) {
    var cell = new ArrayList<Row>();
    for (int layer = 0; layer < layers; layer++) {
      for (int from : new int[] {state, PlacedRow.ANY_STATE}) {
        if (from == state || !draft.states().get(state).isFinal()) {
          for (Role as : List.of(Role.B2BUA, role, Role.BOTH)) {
            cell.addAll(written.getOrDefault(new Place(layer, as, from, event), List.of()));
          }
        }
      }
    }
    Row lastResort = draft.otherwise().get(event);
    if (lastResort != null) {
      cell.add(lastResort);
    }
    return cell.toArray(Row[]::new);
  }

  @SuppressWarnings("EnumOrdinal") // the arrays live as long as the enums
  private int index(Role role, int state, TableEvent event) {
    return (role.ordinal() * draft.states().size() + state) * EVENTS + event.ordinal();
  }
}
