package dev.tandem.node.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `./tandem` as a user runs it: from another directory, through a symbolic link.
@Tag("packaged")
@Timeout(300)
class PackagedTest {
  @TempDir Path dir;
  private String tandem;

  @BeforeEach
  void link() throws IOException {
    Path inner = Files.createSymbolicLink(dir.resolve("inner"), Command.HOME.resolve("tandem"));
    tandem = Files.createSymbolicLink(dir.resolve("t"), inner.getFileName()).toString();
  }

  @AfterEach
  void unlink() throws IOException {
    Files.delete(Path.of(tandem));
    Files.delete(dir.resolve("inner"));
  }

  @Test
  void itKnowsItsVersion() throws Exception {
    var ended = Command.run(dir, List.of(tandem, "version"));

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).startsWith("tandem 0.").contains("Java 2");
  }

  @Test
  void aNodeRunsUntilItIsAskedToStopAndThenEndsWell() throws Exception {
    try (var node = Command.start(dir, run("--sip-port", "0", "--http-port", "0"))) {
      List<String> lines = node.awaitReady();

      assertThat(lines.getLast()).isEqualTo("ready");
      assertThat(node.process().info().command().orElse("")).endsWith("/java");
      assertThat(get(address(lines, "http"), "/health/ready")).isEqualTo(200);

      node.process().destroy();
      assertThat(node.end().code()).as(() -> "standard error: " + node).isZero();
    }
  }

  @Test
  void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      var ended = Command.run(dir, run("--sip-port", "0", "--http-port", port));

      assertThat(ended.code()).as(ended.err()).isEqualTo(2);
      assertThat(ended.err()).contains("127.0.0.1:" + port).doesNotContain("\tat ");
      assertThat(ended.out()).isEmpty();
    }
  }

  @Test
  void wrongSettingsAreNamedWithoutATrace() throws Exception {
    var ended = Command.run(dir, run("--http-port", "70000", "--roles", "ears"));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--http-port").contains("--roles").doesNotContain("\tat ");
  }

  @Test
  void aClusterComesUpShowsADeadNodeAndGoesDown() throws Exception {
    String at = dir.resolve("cluster").toString();
    try {
      var up = cluster("up", at, "--nodes", "1", "--media", "1");
      assertThat(up.code()).as(up.err()).isZero();
      assertThat(up.out()).contains("node-1").contains("media-1");
      assertThat(cluster("up", at).err()).contains("already up");
      var status = cluster("status", at);
      assertThat(status.code()).as(status.out()).isZero();

      kill(Path.of(at, "media-1.pid"));
      Command.await(() -> clusterStatus(at).contains("ended"));
      assertThat(cluster("status", at).code()).isEqualTo(1);

      assertThat(cluster("up", at).err()).contains("starting again");
      status = cluster("status", at);
      assertThat(status.code()).as(status.out()).isZero();
    } finally {
      assertThat(cluster("down", at).code()).isZero();
    }
    assertThat(cluster("status", at).code()).isEqualTo(3);
    assertThat(Path.of(at, "postgres", "data", "postmaster.pid")).doesNotExist();
  }

  private String clusterStatus(String at) {
    try {
      return cluster("status", at).out();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Command.Ended cluster(String verb, String at, String... options)
      throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(tandem, "cluster", verb, "--dir", at));
    line.addAll(List.of(options));
    return Command.run(dir, line);
  }

  private static void kill(Path pidFile) throws IOException {
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private List<String> run(String... options) {
    var line = new ArrayList<>(List.of(tandem, "run", "--bind", "127.0.0.1", "--data", "d"));
    line.addAll(List.of(options));
    return line;
  }

  private static String address(List<String> listeners, String what) {
    return listeners.stream()
        .filter(line -> line.startsWith(what + " "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static int get(String address, String path) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
