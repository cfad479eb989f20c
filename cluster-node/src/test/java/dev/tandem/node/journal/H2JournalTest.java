package dev.tandem.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.config.InvalidSettings;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class H2JournalTest extends JournalContract {
  @TempDir Path directory;
  private final AtomicInteger databases = new AtomicInteger();

  @Override
  Map<String, ?> database() {
    return Map.of("tandem.journal.url", url("d" + databases.incrementAndGet()));
  }

  private String url(String name) {
    return "jdbc:h2:file:" + directory.resolve(name);
  }

  /// A process that opens the journal, stores 20 events and then waits to be killed.
  static final class Doomed {
    public static void main(String[] arguments) throws Exception {
      var node = JournalNode.start(Map.of("tandem.journal.url", arguments[0]));
      var ledger = node.ledger("session|6-doomed");
      for (int i = 0; i < 20; i++) {
        node.note(ledger, "n" + i);
      }
      System.out.println("stored");
      System.in.read();
    }
  }

  private static Process doomed(String url) throws Exception {
    Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
    return new ProcessBuilder(
            java.toString(),
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Doomed.class.getName(),
            url)
        .redirectErrorStream(true)
        .start();
  }

  private static void awaitStored(Process process) throws Exception {
    var seen = new StringBuilder();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); !"stored".equals(line); line = out.readLine()) {
      assertThat(line).as("the process ended early: %s", seen).isNotNull();
      seen.append(line).append('\n');
    }
  }

  @Nested
  class AProcess {
    @Test
    void thatIsKilledLosesNothingItHadAcknowledged() throws Exception {
      String url = url("killed");
      Process process = doomed(url);
      awaitStored(process);
      process.destroyForcibly().waitFor();

      try (var node = JournalNode.start(Map.of("tandem.journal.url", url))) {
        assertThat(node.read(node.ledger("session|6-doomed"))).hasSize(20);
      }
    }

    @Test
    void thatFindsTheDirectoryInUseSaysSo() throws Exception {
      String url = url("held");
      Process process = doomed(url);
      try {
        awaitStored(process);
        JournalSettings settings = JournalNode.settings(Map.of("tandem.journal.url", url));

        assertThatThrownBy(() -> Journal.open(settings))
            .isInstanceOf(JournalUnavailable.class)
            .hasMessageContaining("in use by another process")
            .hasMessageNotContaining("\n");
      } finally {
        process.destroyForcibly().waitFor();
      }
    }

    @Test
    void thatClosesInOrderLeavesOnlyTheDatabase() throws Exception {
      try (var node = JournalNode.start(Map.of("tandem.journal.url", url("tidy")))) {
        node.note(node.ledger("session|6-tidy"), "x");
      }

      try (var files = Files.list(directory)) {
        assertThat(files.map(file -> file.getFileName().toString())).containsExactly("tidy.mv.db");
      }
    }
  }

  @Nested
  class Settings {
    @Test
    void withAnUnknownUrlNameTheKeyAndWhatIsExpected() {
      assertThatThrownBy(
              () -> JournalNode.settings(Map.of("tandem.journal.url", "jdbc:mysql://x/y")))
          .isInstanceOf(InvalidSettings.class)
          .hasMessageContaining("tandem.journal.url")
          .hasMessageContaining("must start with jdbc:h2: or jdbc:postgresql:");
    }

    @Test
    void neverShowAPassword() {
      var settings =
          JournalNode.settings(
              Map.of(
                  "tandem.journal.url", "jdbc:postgresql://u:secret@h/d?password=secret",
                  "tandem.journal.password", "secret"));

      assertThat(List.of(settings.toString(), settings.safeUrl()))
          .noneMatch(text -> text.contains("secret"));
    }
  }
}
