package dev.tandem.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.table.ShippedTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import picocli.CommandLine;

class TableCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path dir = Path.of("");

  private int tandem(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line =
        TandemCli.create(
            _ -> {
              throw new IllegalStateException("nothing is to run");
            },
            new SettingsCheck(List.of()));
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
  }

  private Path shipped() throws IOException {
    assertThat(tandem("table", "show")).isZero();
    return Files.writeString(dir.resolve("mine.yaml"), out.toString());
  }

  @Test
  void whatIsShownIsRight() throws IOException {
    Path mine = shipped();

    assertThat(tandem("table", "check", mine.toString())).isZero();
    assertThat(out.toString()).matches("(?s).*mine\\.yaml is right: \\d+ states, \\d+ rows\\s*");
  }

  @Test
  void aWordThatIsUnknownIsNamedWithItsLineAndTheNearestOne() throws IOException {
    Path mine = shipped();
    Files.writeString(mine, Files.readString(mine).replace("event: DialogBYE", "event: DialogBIE"));

    assertThat(tandem("table", "check", mine.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("mine.yaml:").contains("DialogBIE").contains("DialogBYE");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThat(tandem("table", "check", dir.resolve("none.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file").contains("none.yaml");
    assertThat(tandem("table")).isEqualTo(2);
    assertThat(tandem("table", "graph", "--role", "UAX")).isEqualTo(2);
    assertThat(err.toString()).contains("UAX").contains("UAC");
  }

  @Test
  void bothSidesAreDrawn() {
    assertThat(tandem("table", "graph")).isZero();
    assertThat(out.toString()).startsWith("stateDiagram-v2").contains("Idle --> Routing");
    assertThat(tandem("table", "graph", "--role", "UAC")).isZero();
    assertThat(out.toString()).contains("Initiating --> Ringing").doesNotContain("Routing");
  }

  @Test
  void aPictureIsDrawnOfEveryShippedTable() throws Exception {
    for (String table : ShippedTables.NAMES) {
      for (String role : List.of("UAS", "UAC")) {
        out.getBuffer().setLength(0);
        assertThat(tandem("table", "graph", table, "--format", "svg", "--role", role)).isZero();

        var svg = new InputSource(new StringReader(out.toString()));
        var drawn = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg);
        assertThat(drawn.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(out.toString()).contains(">Idle<").doesNotContain("NaN");
      }
    }
  }

  @Test
  void theShippedTablesAndTheExamplesAreRight() throws Exception {
    for (String table : ShippedTables.NAMES) {
      assertThat(tandem("table", "check", table)).isZero();
      assertThat(tandem("table", "show", table)).isZero();
    }
    assertThat(tandem("table", "show", "nothing")).isEqualTo(2);
    try (var files = Files.list(Path.of("..", "examples", "tables"))) {
      for (Path file : files.toList()) {
        assertThat(tandem("table", "check", file.toString())).as("%s: %s", file, err).isZero();
      }
    }
  }
}
