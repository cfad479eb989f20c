package dev.tandem.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The lists of words in `docs/state-tables.md`, from the enums, and the diagrams of the shipped
/// tables. Its `main` writes them anew; run it in the folder `session-actors` after a word was
/// added or changed.
final class StateTablesDoc {
  static final Path FILE = Path.of("..", "docs", "state-tables.md");
  private static final String BEGIN =
      "<!-- The lists below are written by StateTablesDoc in the tests of session-actors. -->\n\n";
  private static final String END = "<!-- End of the lists. -->\n";

  private static final String DIAGRAMS =
      "<!-- The diagrams below are written by StateTablesDoc too. -->\n\n";
  private static final String DIAGRAMS_END = "<!-- End of the diagrams. -->\n";

  private StateTablesDoc() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(FILE, withDiagrams(withLists(Files.readString(FILE))));
  }

  /// The document with its lists as they should be.
  static String withLists(String doc) {
    int begin = doc.indexOf(BEGIN) + BEGIN.length();
    return doc.substring(0, begin) + lists() + doc.substring(doc.indexOf(END));
  }

  /// The document with its diagrams as they should be.
  static String withDiagrams(String doc) {
    int begin = doc.indexOf(DIAGRAMS) + DIAGRAMS.length();
    return doc.substring(0, begin) + diagrams() + doc.substring(doc.indexOf(DIAGRAMS_END));
  }

  private static String diagrams() {
    var text = new StringBuilder();
    for (String name : ShippedTables.NAMES) {
      StateTable table = ShippedTables.get(name);
      long own = table.rows().stream().filter(it -> it.source().equals(table.source())).count();
      text.append("### ")
          .append(name)
          .append("\n\n")
          .append(description(name))
          .append(". ")
          .append(table.states().size())
          .append(" states, ")
          .append(table.rows().size())
          .append(" rows, ")
          .append(own)
          .append(" of its own.\n\n");
      for (Role role : List.of(Role.UAS, Role.UAC)) {
        text.append(role == Role.UAS ? "Called:" : "Calling:")
            .append("\n\n```mermaid\n")
            .append(moves(table, role))
            .append("```\n\n");
      }
    }
    return text.toString();
  }

  private static String description(String name) {
    var line = Pattern.compile("(?m)^  description: (.*)$").matcher(ShippedTables.text(name));
    if (!line.find()) {
      throw new IllegalStateException(name + ".yaml has no description");
    }
    return line.group(1);
  }

  /// One arrow between two states, with the events that lead from one to the other.
  private static String moves(StateTable table, Role role) {
    var events = new LinkedHashMap<String, Set<String>>();
    for (Arrow arrow : table.arrows(role)) {
      if (!arrow.stays()) {
        String event = arrow.label().replaceFirst(" \\[.*", "");
        events
            .computeIfAbsent(arrow.from() + " --> " + arrow.to(), _ -> new LinkedHashSet<>())
            .add(event);
      }
    }
    var text = new StringBuilder("stateDiagram-v2\n  [*] --> Idle\n");
    events.forEach((ends, names) ->
        text.append("  ").append(ends).append(" : ").append(String.join(", ", names)).append('\n'));
    return text.toString();
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
