package dev.tandem.table;

/// A change of a condition when a row applies.
///
/// @param condition index into [StateTable#conditions]
/// @param increment whether `value` is added instead of set
public record ConditionUpdate(int condition, String name, boolean increment, int value) {
  /// The condition's value afterwards.
  public int apply(int current) {
    int wanted = increment ? current + value : value;
    return Math.clamp(wanted, -Condition.LIMIT, Condition.LIMIT);
  }
}
