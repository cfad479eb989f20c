package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// sipp with one of the scenarios of `deploy/sipp`.
final class Sipp implements AutoCloseable {
  private static final Path SCENARIOS =
      Path.of("..", "deploy", "sipp").toAbsolutePath().normalize();

  private final Path dir;
  private final String scenario;
  private Process process;
  private int port;

  Sipp(Path dir, String scenario) {
    this.dir = dir;
    this.scenario = scenario;
  }

  /// Begins to call a user of a node.
  Sipp call(InetSocketAddress node, String user, String... options) throws IOException {
    var line = new ArrayList<>(List.of("127.0.0.1:" + node.getPort(), "-s", user));
    line.addAll(List.of(options));
    return start(line);
  }

  /// Begins to wait for that many calls.
  Sipp answer(int calls, String... options) throws IOException {
    try (var free = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      port = free.getLocalPort();
    }
    var line = new ArrayList<>(List.of("-p", "" + port, "-m", "" + calls));
    line.addAll(List.of(options));
    start(line);
    Await.value(
        "sipp listens",
        () ->
            Files.readString(Path.of("/proc/net/udp")) + Files.readString(Path.of("/proc/net/tcp")),
        open -> open.contains(":%04X ".formatted(port)));
    return this;
  }

  int port() {
    return port;
  }

  /// Whom to call.
  String uri() {
    return "sip:sipp@127.0.0.1:" + port;
  }

  private Sipp start(List<String> options) throws IOException {
    var line = new ArrayList<>(List.of("sipp", "-sf", SCENARIOS.resolve(scenario).toString()));
    line.addAll(List.of("-i", "127.0.0.1", "-nostdin", "-timeout", "90", "-timeout_error"));
    line.addAll(List.of("-trace_err", "-error_file", dir.resolve("errors.txt").toString()));
    line.addAll(List.of("-trace_stat", "-stf", dir.resolve("stat.csv").toString()));
    line.addAll(List.of("-trace_screen", "-screen_file", dir.resolve("screen.txt").toString()));
    line.addAll(options);
    process =
        new ProcessBuilder(line)
            .directory(dir.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("out.txt").toFile())
            .start();
    return this;
  }

  /// Waits until it has ended by itself, with every call as the scenario says.
  Sipp awaitSuccess() throws InterruptedException {
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).as("%s ends", scenario).isTrue();
    assertThat(process.exitValue()).as(this::evidence).isZero();
    return this;
  }

  /// A total of the whole run, as `FailedCall` or `SuccessfulCall`.
  long total(String name) throws IOException {
    List<String> lines =
        Await.value(
            "statistics of sipp",
            Duration.ofSeconds(5),
            () -> Files.readAllLines(dir.resolve("stat.csv")),
            all -> all.size() > 1);
    int column = List.of(lines.getFirst().split(";")).indexOf(name + "(C)");
    return Long.parseLong(lines.getLast().split(";")[column]);
  }

  String evidence() {
    return Texts.of(dir.resolve("screen.txt"))
        + Texts.of(dir.resolve("out.txt"))
        + Texts.of(dir.resolve("errors.txt"));
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }
}
