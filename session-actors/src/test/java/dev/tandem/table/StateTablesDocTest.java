package dev.tandem.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `docs/state-tables.md` is what users have instead of the enums.
class StateTablesDocTest {
  static final Path DOC = Path.of("..", "docs", "state-tables.md");

  @Test
  void listsEveryWordWithItsMeaning() throws IOException {
    assertThat(Files.readString(DOC)).contains(vocabulary());
  }

  @Test
  void hasAnExampleThatLoads() throws IOException {
    String doc = Files.readString(DOC);
    int start = doc.indexOf("```yaml\n") + "```yaml\n".length();
    String example = doc.substring(start, doc.indexOf("```\n", start));
    String complete = example.substring(0, example.indexOf("otherwise:")) + Tables.OTHERWISE;

    assertThat(Tables.parse(complete).states()).hasSize(5);
    // Its own last resorts are right too, only not all of them.
    assertThat(Tables.problems(example))
        .allSatisfy(it -> assertThat(it).contains("no outcome for "));
  }

  private static String vocabulary() {
    return section("Roles", Role.values())
        + section("Operators", Operator.values())
        + section("Events", TableEvent.values())
        + section("Guards", TableGuard.values())
        + section("Actions", TableAction.values())
        + section("Publications", Publication.values());
  }

  private static String section(String title, Word[] words) {
    String lines =
        Arrays.stream(words)
            .map(word -> "| `" + word.yaml() + "` | " + meaning(word) + " |\n")
            .collect(Collectors.joining());
    return "## " + title + "\n\n| name | meaning |\n|---|---|\n" + lines + "\n";
  }

  private static String meaning(Word word) {
    String parameters =
        word.parameters().stream()
            .map(it ->
                "`"
                    + it.kind().yaml()
                    + "`: "
                    + it.kind().meaning()
                    + (it.mandatory() ? "" : ", optional"))
            .collect(Collectors.joining("; "));
    return parameters.isEmpty() ? word.meaning() : word.meaning() + " (" + parameters + ")";
  }
}
