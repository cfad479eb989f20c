package dev.tandem.table;

/// A row and where it was written.
///
/// @param role may be [Role#BOTH]
/// @param state index, or [#ANY_STATE]
/// @param layer 0 for rows of the file itself, one more for each table it is built on
record PlacedRow(Role role, int state, TableEvent event, Row row, int layer) {
  static final int ANY_STATE = -1;

  boolean isFor(Role session) {
    return role == session || role == Role.BOTH || role == Role.B2BUA;
  }

  PlacedRow below() {
    return new PlacedRow(role, state, event, row, layer + 1);
  }
}
