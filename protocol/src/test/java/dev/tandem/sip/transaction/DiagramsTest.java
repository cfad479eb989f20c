package dev.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiagramsTest {
  static final Path DOCUMENT = Path.of("..", "docs", "transactions.md");
  static final Path DRAWN = Path.of("target", "transactions.md");

  @Test
  void theDocumentShowsTheTablesAsTheyAre() throws IOException {
    Files.createDirectories(DRAWN.getParent());
    Files.writeString(DRAWN, drawn());

    assertThat(DOCUMENT)
        .as("update it with: cp protocol/target/transactions.md docs/transactions.md")
        .hasContent(drawn());
  }

  private static String drawn() {
    var text =
        new StringBuilder(
            """
            # SIP transactions

            Drawn from the tables in `dev.tandem.sip.transaction` (`ClientTables`, `ServerTables`); a test
            compares them. An arrow is labelled `input / output`; what has no arrow is ignored. RFC 3261
            section 17 with RFC 6026. Over TCP the timers A, E and G do not run, and D, I, J and K are zero.
            """);
    for (TransitionTable<?, ?, ?> table : TransactionsTest.TABLES) {
      text.append("\n## ").append(table.name()).append("\n\n```mermaid\n");
      text.append(table.toMermaid()).append("```\n");
    }
    return text.toString();
  }
}
