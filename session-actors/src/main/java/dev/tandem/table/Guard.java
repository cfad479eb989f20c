package dev.tandem.table;

/// What a row asks before it applies.
public sealed interface Guard {
  /// A fact that the session core knows.
  record Fact(TableGuard fact) implements Guard {
    @Override
    public String toString() {
      return fact.yaml();
    }
  }

  /// A condition of the session against a constant.
  ///
  /// @param condition index into [StateTable#conditions]
  /// @param value 0 or 1 for a flag
  record Compare(int condition, String name, Operator operator, int value) implements Guard {
    /// @param current value of the condition, 0 or 1 for a flag
    public boolean holds(int current) {
      return operator.holds(current, value);
    }

    @Override
    public String toString() {
      return name + " " + operator.yaml() + " " + value;
    }
  }

  /// @param guard never a `Not` itself
  record Not(Guard guard) implements Guard {
    @Override
    public String toString() {
      return "not " + guard;
    }
  }
}
