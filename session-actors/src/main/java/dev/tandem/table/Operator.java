package dev.tandem.table;

/// How a guard compares a condition with a value.
public enum Operator implements Word {
  EQUALS("equals", "the same"),
  NOT_EQUALS("not_equals", "not the same"),
  LESS_THAN("less_than", "below; counters only"),
  LESS_OR_EQUAL("less_or_equal", "below or the same; counters only"),
  GREATER_THAN("greater_than", "above; counters only"),
  GREATER_OR_EQUAL("greater_or_equal", "above or the same; counters only");

  private final String yaml;
  private final String meaning;

  Operator(String yaml, String meaning) {
    this.yaml = yaml;
    this.meaning = meaning;
  }

  public boolean holds(int left, int right) {
    return switch (this) {
      case EQUALS -> left == right;
      case NOT_EQUALS -> left != right;
      case LESS_THAN -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER_THAN -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
    };
  }

  boolean isOrdering() {
    return this != EQUALS && this != NOT_EQUALS;
  }

  @Override
  public String yaml() {
    return yaml;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
