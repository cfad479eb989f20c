package dev.tandem.node.e2e;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every behaviour of `deploy/sipp`, one scenario each, against a node.
@Tag("end-to-end")
@Timeout(60)
class SippSuiteTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    Path routes = stage.folder("routes").resolve("routes.conf");
    Files.writeString(
        routes,
        """
        tandem.edge.logins = [{ realm = sipp, user = tandem, password = secret }]
        tandem.routes = [
          { user = answer, do = answer }
          { user = busy, do = "reject 486" }
          { user = declined, do = "reject 603" }
          { user = no-answer, do = "reject 480" }
          { user = "at([0-9]+)", do = "bridge sip:sipp@127.0.0.1:$1" }
        ]
        """);
    node = stage.node("--config", routes.toString());
  }

  private static void play(String scenario, String user, @Nullable String transport)
      throws Exception {
    InetSocketAddress at = node.sip();
    String[] options =
        transport == null
            ? new String[] {"-m", "1", "-d", "100"}
            : new String[] {"-m", "1", "-d", "100", "-t", transport};
    stage.sipp(scenario + ".xml").call(at, user, options).awaitSuccess();
    node.awaitQuiet();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caller",
        "options",
        "unknown-dialog",
        "unknown-extension",
        "offerless",
        "nothing-in-common",
        "hold",
        "update",
        "session-timer",
        "session-interval-too-small"
      })
  void aCallerDoes(String scenario) throws Exception {
    play(scenario, "answer", null);
    play(scenario, "answer", "t1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"busy", "declined", "no-answer", "not-found"})
  void aCallerIsRefused(String how) throws Exception {
    play("refused-" + how, how, null);
  }

  @ParameterizedTest
  @CsvSource({
    "caller, called",
    "reliable-ringing, called",
    "refused-busy, called-busy",
    "refused-declined, called-declines",
    "caller, called-elsewhere",
    "caller, called-wants-longer",
    "caller, called-early",
    "caller, called-challenges",
    "cancel, called-rings",
    "cancel, called-answers-late"
  })
  void aCallerMeets(String caller, String called) throws Exception {
    Sipp other = stage.sipp(called + ".xml").answer(1, "-d", "300"); // rings so long
    play(caller, "at" + other.port(), null);
    other.awaitSuccess();
  }
}
