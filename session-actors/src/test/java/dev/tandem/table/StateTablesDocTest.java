package dev.tandem.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// `docs/state-tables.md` is what users have instead of the enums.
class StateTablesDocTest {
  @Test
  void listsEveryWordWithItsMeaning() throws IOException {
    String doc = Files.readString(StateTablesDoc.FILE);

    assertThat(doc).as("run StateTablesDoc.main").isEqualTo(StateTablesDoc.withLists(doc));
  }

  @Test
  void drawsTheShippedTablesAsTheyAre() throws IOException {
    String doc = Files.readString(StateTablesDoc.FILE);

    assertThat(doc.equals(StateTablesDoc.withDiagrams(doc)))
        .as("diagrams of docs/state-tables.md are those of the tables; run StateTablesDoc.main")
        .isTrue();
  }

  @Test
  void hasAnExampleThatLoads() throws IOException {
    String doc = Files.readString(StateTablesDoc.FILE);
    int start = doc.indexOf("```yaml\n") + "```yaml\n".length();
    String example = doc.substring(start, doc.indexOf("```\n", start));
    String complete = example.substring(0, example.indexOf("otherwise:")) + Tables.OTHERWISE;

    assertThat(Tables.parse(complete).states()).hasSize(5);
    // Its own last resorts are right too, only not all of them.
    assertThat(Tables.problems(example))
        .allSatisfy(it -> assertThat(it).contains("no outcome for "));
  }
}
