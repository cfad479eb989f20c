package dev.tandem.table;

import java.util.LinkedHashSet;
import java.util.Set;

/// Writes the arrows of one role as a Mermaid state diagram. Rows for any state start at one node
/// of their own instead of at every state; rows that stay in a state are drawn as loops.
final class Mermaid {
  private final StateTable table;
  private final Role role;

  Mermaid(StateTable table, Role role) {
    this.table = table;
    this.role = role;
  }

  String draw() {
    var text = new StringBuilder("stateDiagram-v2\n  [*] --> " + Draft.INITIAL + "\n");
    Set<String> lines = new LinkedHashSet<>();
    for (Arrow arrow : table.arrows(role)) {
      if (arrow.from().equals(Arrow.ANY)) {
        lines.add("state \"any state\" as " + Arrow.ANY);
      }
      lines.add(arrow.from() + " --> " + arrow.to() + " : " + arrow.label());
    }
    lines.forEach(line -> text.append("  ").append(line).append('\n'));
    table.reachableStates(role).stream()
        .filter(State::isFinal)
        .forEach(state -> text.append("  ").append(state.name()).append(" --> [*]\n"));
    return text.toString();
  }
}
