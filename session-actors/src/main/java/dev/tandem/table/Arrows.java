package dev.tandem.table;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What one role can do, row by row; rows that never apply to it are left out.
final class Arrows {
  private final Draft draft;
  private final Cells cells;
  private final Role role;

  Arrows(Draft draft, Cells cells, Role role) {
    this.draft = draft;
    this.cells = cells;
    this.role = role;
  }

  List<Arrow> all() {
    BitSet reachable = cells.reachable(role);
    Set<Arrow> arrows = new LinkedHashSet<>();
    for (PlacedRow it : draft.rows()) {
      if (it.isFor(role) && applies(it, reachable)) {
        String from = it.state() == PlacedRow.ANY_STATE ? Arrow.ANY : name(it.state());
        String to = it.row().nextState() < 0 ? from : name(it.row().nextState());
        arrows.add(new Arrow(from, to, label(it)));
      }
    }
    return List.copyOf(arrows);
  }

  private boolean applies(PlacedRow it, BitSet reachable) {
    return reachable.stream()
        .filter(state -> it.state() == PlacedRow.ANY_STATE || it.state() == state)
        .anyMatch(state -> cells.canApply(it.row(), role, state, it.event()));
  }

  private static String label(PlacedRow it) {
    String guards =
        it.row().guards().stream().map(Guard::toString).collect(Collectors.joining(", "));
    return it.event().yaml() + (guards.isEmpty() ? "" : " [" + guards + "]");
  }

  private String name(int state) {
    return draft.states().get(state).name();
  }
}
