package dev.tandem.config;

import java.util.List;

/// Start-up was given a configuration it cannot use. The message names every problem with file and
/// line, one per line, and is meant for the operator as it is.
public final class InvalidSettings extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final List<String> problems;

  public InvalidSettings(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
