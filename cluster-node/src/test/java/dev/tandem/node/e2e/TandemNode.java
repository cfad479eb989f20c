package dev.tandem.node.e2e;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A node as a process of its own, as `tandem run` starts it, on ports the system has chosen.
final class TandemNode implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  /// Below what the system hands out itself; far from the default, where others may be.
  private static final AtomicInteger NEXT_RTP =
      new AtomicInteger(20_000 + (int) (ProcessHandle.current().pid() % 20) * 500);

  private final Process process;
  private final Path out;
  private final Path err;
  private final List<String> listeners;
  private final NodeHttp http;

  private TandemNode(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
    this.listeners = awaitReady();
    this.http = new NodeHttp(listener("http"));
  }

  static TandemNode start(Path dir, String... options) throws IOException {
    Files.createDirectories(dir);
    Path out = dir.resolve("out.txt");
    Path err = dir.resolve("log.txt");
    var line = java(160);
    line.addAll(List.of("run", "--bind", "127.0.0.1", "--http-port", "0"));
    if (!List.of(options).contains("--sip-port")) {
      line.addAll(List.of("--sip-port", "0"));
    }
    line.addAll(List.of("--data", dir.resolve("data").toString()));
    if (!List.of(options).contains("--rtp-ports")) {
      int first = NEXT_RTP.getAndAdd(400);
      line.addAll(List.of("--rtp-ports", first + "-" + (first + 399)));
    }
    line.addAll(List.of(options));
    Process process =
        new ProcessBuilder(line)
            .directory(dir.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new TandemNode(process, out, err);
  }

  /// Up to the main class, on this very JVM.
  static List<String> java(int heapMiB) {
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMiB + "m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    Built.cache().ifPresent(file -> line.add("-XX:AOTCache=" + file));
    line.addAll(List.of("-cp", Built.LIB + "/*", "dev.tandem.node.Main"));
    return line;
  }

  private List<String> awaitReady() {
    try {
      Await.value(
          "a node says ready",
          START,
          () -> Files.readAllLines(out),
          lines -> lines.contains("ready") || !process.isAlive());
      List<String> lines = Files.readAllLines(out);
      if (!lines.contains("ready")) {
        throw new AssertionError("the node has ended: " + log());
      }
      return lines;
    } catch (IOException | AssertionError e) {
      process.destroyForcibly();
      throw new AssertionError("no node: " + log(), e);
    }
  }

  private String listener(String what) {
    return listeners.stream()
        .filter(line -> line.startsWith(what + " "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + what + " in " + listeners));
  }

  /// Where it listens for SIP, over UDP and TCP.
  InetSocketAddress sip() {
    return address(listener("sip udp"));
  }

  /// Where it listens for SIP over `udp`, `tcp`, `tls`…
  InetSocketAddress sip(String transport) {
    return address(listener("sip " + transport));
  }

  static InetSocketAddress address(String hostPort) {
    int colon = hostPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostPort.substring(0, colon), Integer.parseInt(hostPort.substring(colon + 1)));
  }

  NodeHttp http() {
    return http;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Ends it as a crash does.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Ends it as a supervisor does; how long that took, half a minute at most.
  Duration stop() throws InterruptedException {
    long began = System.nanoTime();
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("the node does not end: " + log());
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  long logBytes() throws IOException {
    return Files.size(err);
  }

  /// Open files, sockets and pipes.
  long files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
      return files.count();
    }
  }

  /// Waits until no call has left anything behind.
  void awaitQuiet() {
    awaitZero("tandem_sessions_active", "tandem_bridges_active", "tandem_media_legs");
  }

  /// Those that UDP makes stay for half a minute (RFC 3261 §17.1.2.2, Timer J) as well.
  void awaitNoTransactions() {
    awaitZero("tandem_sip_transactions");
  }

  private void awaitZero(String... metrics) {
    Await.value(
        "none of " + List.of(metrics) + " is left",
        Duration.ofSeconds(60),
        () ->
            Stream.of(metrics)
                .filter(name -> http.metric(name) > 0)
                .map(name -> name + "=" + http.metric(name))
                .toList(),
        List::isEmpty);
  }

  String log() {
    return Texts.of(out) + Texts.of(err);
  }

  /// What it did and what it holds, for a failed test.
  String evidence() {
    String now = isAlive() ? http.text("/api/v1/sessions") : "ended: " + process.exitValue();
    return now + "\n" + log();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
