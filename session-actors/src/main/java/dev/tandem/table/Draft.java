package dev.tandem.table;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What was read from a file, before it is checked as a whole.
///
/// @param states those of the table it is built on first, then its own; likewise `conditions`
/// @param rows of `transitions`, in the order of the file, without those that could not be read
/// @param otherwise the last resort by event; its rows have neither guards nor a next state
/// @param ownStates index of the first state of its own
/// @param transitionsLine where `transitions:` stands, 1-based
record Draft(
    List<State> states,
    List<Condition> conditions,
    List<PlacedRow> rows,
    Map<TableEvent, Row> otherwise,
    int ownStates,
    int transitionsLine) {
  /// Where every session begins.
  static final String INITIAL = "Idle";

  Draft {
    states = List.copyOf(states);
    conditions = List.copyOf(conditions);
    rows = List.copyOf(rows);
    // An empty EnumMap cannot be copied from a plain map.
    var copy = new EnumMap<TableEvent, Row>(TableEvent.class);
    copy.putAll(otherwise);
    otherwise = copy;
  }

  /// Index of a declared state, -1 for an unknown one.
  int stateIndex(String name) {
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
