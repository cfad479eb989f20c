package dev.tandem.table;

import java.util.List;

/// A name that tables may use.
public interface Word {
  /// As written in a table. Never renamed: tables of users hold it.
  String yaml();

  /// One phrase for the documentation.
  String meaning();

  /// Empty for words that take none.
  default List<Parameter> parameters() {
    return List.of();
  }
}
