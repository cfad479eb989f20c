package dev.tandem.table;

/// A flag or counter that a session carries for its table.
///
/// @param counter false for a flag, whose values are 0 and 1
/// @param defaultValue of a new session
public record Condition(String name, String description, boolean counter, int defaultValue) {
  /// No counter gets farther from zero, however often a row counts.
  public static final int LIMIT = 1_000_000;
}
