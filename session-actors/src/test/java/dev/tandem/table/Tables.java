package dev.tandem.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Small tables for tests.
final class Tables {
  private Tables() {}

  /// A last resort for every event.
  static final String OTHERWISE =
      Arrays.stream(TableEvent.values())
          .map(event -> "  " + event.yaml() + ": [{type: AnswerRequest, code: 481}]\n")
          .collect(Collectors.joining("", "otherwise:\n", ""));

  /// States Idle (line 3), Busy (4), Done (5, final); counter Tries (7), flag Wanted (8).
  static final String HEAD =
      """
      version: "1.0"
      states:
        - {name: Idle}
        - {name: Busy, description: in a call}
        - {name: Done, final: true}
      conditions:
        - {name: Tries, default: 0}
        - {name: Wanted, default: true}
      """;

  /// Idle -> Busy (line 10), Busy -> Done (line 11).
  static final String ROWS =
      """
      transitions:
        - {role: Both, state: Idle, event: MakeCall, actions: [SendINVITE], next_state: Busy}
        - {role: Both, state: Busy, event: HangupCall, actions: [SendBYE], next_state: Done}
      """;

  static final String SMALL = HEAD + ROWS + OTHERWISE;

  static StateTable parse(String yaml) {
    return StateTable.parse("test.yaml", yaml);
  }

  /// The small table with more rows, from line 12 on.
  static StateTable withRows(String... rows) {
    return parse(yamlWithRows(rows));
  }

  static String yamlWithRows(String... rows) {
    return HEAD
        + ROWS
        + Arrays.stream(rows).map(row -> "  - " + row + "\n").collect(Collectors.joining())
        + OTHERWISE;
  }

  static List<String> problems(String yaml) {
    InvalidTable invalid = catchThrowableOfType(InvalidTable.class, () -> parse(yaml));
    assertThat(invalid).as("no problem found in\n%s", yaml).isNotNull();
    assertThat(invalid).hasMessage(joined(invalid));
    return invalid.problems().stream().map(Problem::toString).toList();
  }

  static List<String> problemsWithRows(String... rows) {
    return problems(yamlWithRows(rows));
  }

  private static String joined(InvalidTable invalid) {
    return invalid.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }
}
