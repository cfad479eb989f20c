package dev.tandem.node.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class NodeProcessTest {
  private Process process;

  @BeforeEach
  void start() throws IOException {
    process = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void aMemberIsFoundByPidAndStart() {
    assertThat(NodeProcess.find(member(actualStart()))).isPresent();
  }

  @Test
  void aStrangerWithTheSamePidIsLeftAlone() throws InterruptedException {
    var member = member(actualStart().minusSeconds(60));

    assertThat(NodeProcess.find(member)).isEmpty();
    assertThat(NodeProcess.stop(List.of(member), Duration.ofSeconds(1))).isEmpty();
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void aMemberThatEndsWhenAskedIsNotKilled() throws InterruptedException {
    assertThat(NodeProcess.stop(List.of(member(actualStart())), Duration.ofSeconds(10))).isEmpty();
    assertThat(process.waitFor()).isEqualTo(143);
  }

  @Test
  void aMemberThatDoesNotEndIsKilledAfterTheGrace() throws Exception {
    process.destroyForcibly().waitFor();
    process =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done")
            .start();
    assertThat(process.getInputStream().read()).isEqualTo('d');

    assertThat(NodeProcess.stop(List.of(member(actualStart())), Duration.ofMillis(100)))
        .containsExactly("node-1");
    assertThat(process.waitFor()).isEqualTo(137);
  }

  @Test
  void whatRunsIsRememberedAndForgotten(@TempDir Path dir) throws IOException {
    var file = new ClusterFile(dir);
    var content = new ClusterFile.Content(true, List.of(member(actualStart())));
    assertThat(file.read()).isEmpty();

    file.write(content);

    assertThat(file.read()).hasValue(content);
    assertThat(dir.resolve("node-1.pid")).hasContent(process.pid() + "\n");

    file.delete(content);
    assertThat(dir).isEmptyDirectory();
  }

  private Instant actualStart() {
    return process.info().startInstant().orElseThrow();
  }

  private Member member(Instant started) {
    return new Member(
        "node-1",
        List.of("edge", "session"),
        "127.0.0.1:5060",
        "127.0.0.1:8080",
        "127.0.0.1:25520",
        process.pid(),
        started,
        "node-1.log",
        List.of("run"));
  }
}
