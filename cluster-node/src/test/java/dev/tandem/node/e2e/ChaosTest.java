package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Faults under a few calls (a rolling restart and a room have tests of their own): no call is
/// lost, none is acted for twice, each is recorded once. How long it takes is told, not asserted;
/// `tandem chaos` measures that at length, and does the rest of the faults.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class ChaosTest {
  private static final int CALLS = 20;
  private static final long SEED = 7;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(
      names = {
        "SESSION_NODE_KILL",
        "STATES",
        "MEDIA_NODE_KILL",
        "NODE_FREEZES",
        "DRAIN",
        "JOURNAL_AWAY"
      })
  void noCallIsLost(Fault fault) throws Exception {
    Chaos.Outcome outcome = Chaos.run(fault, CALLS, SEED, Duration.ZERO);
    tell(outcome.line());

    assertThat(outcome.stories()).as(outcome.line()).isEqualTo(List.of());
    assertThat(outcome.isClean()).as(outcome.line()).isTrue();
    assertThat(outcome.gaps()).as("pauses in ms, %s", outcome.line()).allMatch(ms -> ms < 5_000);
  }

  /// As a user runs it, since it has to be in a network namespace of its own.
  @ParameterizedTest
  @EnumSource(names = {"NODE_VANISHES", "PARTITION"})
  void noCallIsLostWhenTheNetworkIs(Fault fault) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root makes namespaces");
    Path out = dir.resolve("out.txt");
    var command =
        new ProcessBuilder(
            Path.of("..", "tandem").toString(),
            "chaos",
            "--fault",
            fault.word(),
            "--calls",
            "" + CALLS,
            "--seed",
            "" + SEED,
            "--settled",
            "0",
            "--report",
            dir.resolve("report.md").toString());
    command.environment().put("TANDEM_BUILD", "never");
    Process process =
        command
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(200, TimeUnit.SECONDS)).as(() -> Texts.of(out)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    List<String> lines = Files.readAllLines(out);
    tell(lines.getLast());
    assertThat(process.exitValue()).as(() -> Texts.of(out)).isZero();
    assertThat(lines.getLast())
        .startsWith("chaos: fault=" + fault.word() + " calls=" + CALLS + " lost=0 ")
        .endsWith("duplicates=0 cdr_errors=0");
    assertThat(dir.resolve("report.md")).content().contains("| " + fault.word() + " | " + CALLS);
  }

  private static void tell(String line) {
    System.getLogger("e2e").log(System.Logger.Level.INFO, line);
  }
}
