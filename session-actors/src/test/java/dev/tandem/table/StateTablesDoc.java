package dev.tandem.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The lists of words in `docs/state-tables.md`, from the enums. Its `main` writes them anew; run
/// it in the folder `session-actors` after a word was added or changed.
final class StateTablesDoc {
  static final Path FILE = Path.of("..", "docs", "state-tables.md");
  private static final String BEGIN =
      "<!-- The lists below are written by StateTablesDoc in the tests of session-actors. -->\n\n";
  private static final String END = "<!-- End of the lists. -->\n";

  private StateTablesDoc() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(FILE, withLists(Files.readString(FILE)));
  }

  /// The document with its lists as they should be.
  static String withLists(String doc) {
    int begin = doc.indexOf(BEGIN) + BEGIN.length();
    return doc.substring(0, begin) + lists() + doc.substring(doc.indexOf(END));
  }

  private static String lists() {
    return list("Roles", Role.values())
        + list("Operators", Operator.values())
        + list("Events", TableEvent.values())
        + list("Guards", TableGuard.values())
        + list("Actions", TableAction.values())
        + list("Publications", Publication.values());
  }

  private static String list(String title, Word[] words) {
    String lines =
        Arrays.stream(words)
            .map(word -> "| `" + word.yaml() + "` | " + meaning(word) + " |\n")
            .collect(Collectors.joining());
    return "## " + title + "\n\n| name | meaning |\n|---|---|\n" + lines + "\n";
  }

  private static String meaning(Word word) {
    String parameters =
        word.parameters().stream()
            .map(StateTablesDoc::describe)
            .collect(Collectors.joining("; ", " (", ")"));
    return word.parameters().isEmpty() ? word.meaning() : word.meaning() + parameters;
  }

  private static String describe(Parameter it) {
    String optional = it.mandatory() ? "" : ", optional";
    return "`" + it.kind().yaml() + "`: " + it.kind().meaning() + optional;
  }
}
