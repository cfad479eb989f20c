package dev.tandem.table;

/// Something wrong with a table.
///
/// @param line 1-based
/// @param message names the valid choice nearest to what was written where there is one
public record Problem(String source, int line, String message) {
  @Override
  public String toString() {
    return source + ":" + line + ": " + message;
  }
}
