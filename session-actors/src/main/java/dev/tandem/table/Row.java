package dev.tandem.table;

import java.util.List;

/// What to do about an event.
///
/// @param source the file, as in messages: a table may take rows from another one
/// @param line of that file, 1-based
/// @param guards all must hold
/// @param actions in the order to do them
/// @param nextState index, or [#SAME_STATE]
public record Row(
    String source,
    int line,
    List<Guard> guards,
    List<Action> actions,
    int nextState,
    List<ConditionUpdate> updates,
    List<Publication> publications) {
  public static final int SAME_STATE = -1;

  public Row {
    guards = List.copyOf(guards);
    actions = List.copyOf(actions);
    updates = List.copyOf(updates);
    publications = List.copyOf(publications);
  }

  /// Whether every guard holds. Allocates nothing: no iterator.
  boolean applies(GuardTest test) {
    for (int i = 0; i < guards.size(); i++) {
      if (!test.holds(guards.get(i))) {
        return false;
      }
    }
    return true;
  }
}
