package dev.tandem.table;

/// One row as a diagram of one role shows it.
///
/// @param from a state, [#ANY] for a row of any state
/// @param to the same as `from` for a row that stays
/// @param label the event, and the guards in brackets
public record Arrow(String from, String to, String label) {
  public static final String ANY = "AnyState";

  public boolean stays() {
    return from.equals(to);
  }
}
