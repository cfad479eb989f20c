package dev.tandem.table;

import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Draws what one role can do. Rows for any state start at one node of their own instead of at
/// every state; rows that stay in a state are drawn as loops.
final class Mermaid {
  private static final String ANY_NODE = "AnyState";

  private final Draft draft;
  private final Cells cells;
  private final Role role;

  Mermaid(Draft draft, Cells cells, Role role) {
    this.draft = draft;
    this.cells = cells;
    this.role = role;
  }

  String draw() {
    BitSet reachable = cells.reachable(role);
    var text = new StringBuilder("stateDiagram-v2\n  [*] --> " + Draft.INITIAL + "\n");
    arrows(reachable).forEach(arrow -> text.append("  ").append(arrow).append('\n'));
    reachable.stream()
        .filter(state -> draft.states().get(state).isFinal())
        .forEach(state -> text.append("  ").append(name(state)).append(" --> [*]\n"));
    return text.toString();
  }

  private Set<String> arrows(BitSet reachable) {
    var arrows = new LinkedHashSet<String>();
    for (PlacedRow it : draft.rows()) {
      if (it.isFor(role) && applies(it, reachable)) {
        if (it.state() == PlacedRow.ANY_STATE) {
          arrows.add("state \"any state\" as " + ANY_NODE);
        }
        String from = it.state() == PlacedRow.ANY_STATE ? ANY_NODE : name(it.state());
        String to = it.row().nextState() < 0 ? from : name(it.row().nextState());
        arrows.add(from + " --> " + to + " : " + label(it));
      }
    }
    return arrows;
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
