package dev.tandem.table;

/// A row and where it was written.
///
/// @param role may be [Role#BOTH]
/// @param state index, or [#ANY_STATE]
record PlacedRow(Role role, int state, TableEvent event, Row row) {
  static final int ANY_STATE = -1;

  boolean isFor(Role session) {
    return role == session || role == Role.BOTH;
  }
}
