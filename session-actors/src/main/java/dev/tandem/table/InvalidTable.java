package dev.tandem.table;

import java.util.List;
import java.util.stream.Collectors;

/// A table cannot be used. The message holds every problem with file and line, one per line, and is
/// meant for whoever edits the file as it is.
public final class InvalidTable extends RuntimeException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // never serialized; List.copyOf is serializable anyway
  private final List<Problem> problems;

  public InvalidTable(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /// In the order of the file.
  public List<Problem> problems() {
    return problems;
  }
}
