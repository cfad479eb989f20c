package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransactionRef;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real caller, sipp, against an edge whose sessions answer at once.
@NullUnmarked
@Tag("end-to-end")
@Timeout(120)
class EdgeWithSippTest {
  static final ActorTestKit kit =
      ActorTestKit.create(
          "sipp",
          ConfigFactory.parseString("pekko.loglevel = WARNING\npekko.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  /// Gentle, because the first calls find a cold JVM and a lost 180 is not repeated.
  static final int CALLS = Integer.getInteger("tandem.test.calls", 300);

  static final int RATE = Integer.getInteger("tandem.test.rate", 50);

  @TempDir Path folder;

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest
  @ValueSource(strings = {"u1", "t1"})
  void callsAreSetUpAndEnded(String transport) throws Exception {
    try (var bench = new EdgeBench(kit, "")) {
      bench.answerEverything();
      long before = cpuNs();
      sipp(bench, "call.xml", transport);
      double msPerCall = (cpuNs() - before) / 1e6 / CALLS;

      System.getLogger("sipp")
          .log(
              System.Logger.Level.INFO,
              "{0} {1} calls: {2} ms CPU a call",
              transport,
              CALLS,
              msPerCall);
      assertThat(bench.metrics.setUps(2)).isEqualTo(CALLS);
      assertThat(bench.metrics.requests().get("BYE").sum()).isEqualTo(CALLS);
      assertThat(bench.metrics.requests().get("ACK").sum()).isEqualTo(CALLS);
      assertThat(bench.metrics.repeated.sum()).isZero();
    }
  }

  @Test
  void callsAreCancelled() throws Exception {
    try (var bench = new EdgeBench(kit, "")) {
      Map<SessionId, TransactionRef> ringing = new ConcurrentHashMap<>();
      bench.session =
          told -> {
            switch (told.command()) {
              case SessionCommand.Invited(_, var transaction) -> {
                ringing.put(told.session(), transaction);
                respond(told.session(), transaction, 180);
              }
              case SessionCommand.Cancelled _ ->
                  respond(told.session(), ringing.get(told.session()), 487);
              default -> {}
            }
          };
      sipp(bench, "cancel.xml", "u1");

      assertThat(bench.metrics.setUps(4)).isEqualTo(CALLS);
    }
  }

  private static void respond(SessionId session, TransactionRef transaction, int status) {
    transaction.edge().tell(EdgeBench.response(session, transaction, status, "", null));
  }

  private void sipp(EdgeBench bench, String scenario, String transport)
      throws IOException, InterruptedException {
    Path output = folder.resolve("sipp.txt");
    var command =
        List.of(
            "sipp",
            "127.0.0.1:" + bench.port(),
            "-sf",
            Path.of("src/test/resources/sipp", scenario).toAbsolutePath().toString(),
            "-i",
            "127.0.0.1",
            "-t",
            transport,
            "-m",
            Integer.toString(CALLS),
            "-r",
            Integer.toString(RATE),
            "-nostdin",
            "-timeout",
            "90",
            "-timeout_error",
            "-trace_err",
            "-error_file",
            folder.resolve("errors.txt").toString());
    Process sipp =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(sipp.waitFor(100, TimeUnit.SECONDS)).as("sipp ended").isTrue();
      assertThat(sipp.exitValue()).as(() -> seen(output)).isZero();
    } finally {
      sipp.destroyForcibly();
    }
  }

  private String seen(Path output) {
    try {
      Path errors = folder.resolve("errors.txt");
      String failed = Files.exists(errors) ? Files.readString(errors) : "";
      return Files.readString(output) + failed.substring(0, Math.min(4_000, failed.length()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static long cpuNs() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}
