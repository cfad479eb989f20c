package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.api.CallDecision;
import dev.tandem.api.SessionException;
import dev.tandem.config.InvalidSettings;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SessionManagerBuilderTest {
  @TempDir Path dir;

  private SessionManagerBuilder builder() {
    return new SessionManagerBuilder()
        .localBindAddress("127.0.0.1")
        .sipPort(0)
        .setting("tandem.http.port", 0)
        .dataDirectory(dir)
        .handler(_ -> CallDecision.accept());
  }

  @Test
  void everyWrongOptionIsNamedInOneMessage() {
    var wrong =
        new SessionManagerBuilder()
            .sipPort(70_000)
            .mediaPorts(500, 400)
            .maxSessions(0)
            .sessionTimeout(Duration.ZERO)
            .preferredCodecs()
            .database("nonsense");

    assertThatThrownBy(wrong::build)
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("sipPort must be 0 to 65535, is 70000")
        .hasMessageContaining("mediaPorts")
        .hasMessageContaining("maxSessions")
        .hasMessageContaining("sessionTimeout")
        .hasMessageContaining("preferredCodecs")
        .hasMessageContaining("database");
  }

  @Test
  void whatTheConfigurationWouldRefuseIsRefusedByBuildToo() {
    assertThatThrownBy(() -> builder().preferredCodecs("G729").build())
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("G729");
  }

  @Test
  void aStateTableThatIsNoneIsRefusedByBuild() throws Exception {
    Path table = Files.writeString(dir.resolve("table.yaml"), "version: 1.0\nstates: nonsense\n");

    assertThatThrownBy(() -> builder().stateTable(table).build())
        .isInstanceOf(InvalidSettings.class)
        .hasMessageContaining("stateTable")
        .hasMessageContaining("table.yaml:2:");
  }

  @Test
  void aStateTableThatIsGoneWhenTheNodeStartsIsNamed() throws Exception {
    Path table =
        Files.writeString(
            dir.resolve("gone.yaml"), "version: \"1.0\"\nextends: default\ntransitions: []\n");
    var server = builder().stateTable(table).build();
    Files.delete(table);

    assertThatThrownBy(server::start)
        .isInstanceOf(SessionException.class)
        .hasMessageContaining("gone.yaml");
    assertThat(server.isRunning()).isFalse();
  }

  @Test
  void itStartsStopsAndStartsAgain() {
    var server = builder().build();
    assertThat(server.isRunning()).isFalse();
    assertThat(server.uptime()).isZero();
    server.stop(Duration.ZERO);

    for (int i = 0; i < 2; i++) {
      server.start();
      int port = server.boundAddress().getPort();
      server.start(); // runs already

      assertThat(server.isRunning()).isTrue();
      assertThat(port).isPositive();
      assertThat(server.boundAddress().getPort()).isEqualTo(port);
      assertThat(server.getStats().active()).isZero();
      assertThat(server.listActiveSessions()).isEmpty();
      refusals(server);

      server.stop(Duration.ZERO);
      assertThat(server.isRunning()).isFalse();
    }
    assertThatThrownBy(server::boundAddress)
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
  }

  private static void refusals(dev.tandem.api.SessionCoordinator server) {
    var nobody = new SessionId("1-nobodynobody");

    assertThat(server.getSession(nobody)).isEmpty();
    server.terminateSession(nobody);
    assertThatThrownBy(() -> server.acceptIncomingCall(nobody, Treatment.ECHO))
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND));
    assertThatThrownBy(() -> server.createOutgoingCall("sip:a@example.com", "bob"))
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_URI));
    assertThatThrownBy(() -> server.createConference("no room", 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTakenPortIsNamedAndNothingStaysOpen() {
    try (var first = builder().build()) {
      first.start();
      int taken = first.boundAddress().getPort();
      var second = builder().dataDirectory(dir.resolve("other")).sipPort(taken).build();

      assertThatThrownBy(second::start)
          .isInstanceOf(SessionException.class)
          .hasMessageContaining(String.valueOf(taken));
      assertThat(second.isRunning()).isFalse();
    }
  }
}
