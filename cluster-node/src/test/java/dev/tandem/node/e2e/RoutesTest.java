package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Calls that routes end without an answer.
@Tag("end-to-end")
@Timeout(60)
class RoutesTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    node =
        stage.node(
            "--set",
            "tandem.routes=[{ user = \"moved\", do = \"redirect sip:new@127.0.0.1:6000"
                + " sip:other@127.0.0.1:6002\" },"
                + " { user = no486, do = \"reject 486\" }, { user = no603, do = \"reject 603\" },"
                + " { user = echo, do = echo }]");
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  private static SipText outcome(String user) throws Exception {
    return stage.udpPeer("alice").call(node.sip(), user).invite(Sdp.audio(7_000)).awaitOutcome();
  }

  @Test
  void redirectNamesTheTargetsBestFirst() throws Exception {
    SipText answer = outcome("moved");

    assertThat(answer.status()).isEqualTo(302);
    String contacts = String.join(",", answer.all("Contact"));
    assertThat(contacts).contains("sip:new@127.0.0.1:6000", "sip:other@127.0.0.1:6002");
    assertThat(contacts.indexOf("sip:new")).isLessThan(contacts.indexOf("sip:other"));
  }

  @Test
  void rejectAnswersWithItsCode() throws Exception {
    assertThat(outcome("no486").status()).isEqualTo(486);
    assertThat(outcome("no603").status()).isEqualTo(603);
  }

  @Test
  void anUnknownUserIsNotFound() throws Exception {
    assertThat(outcome("stranger").status()).isEqualTo(404);
  }

  @Test
  void optionsAreAnsweredWithWhatWeCanDo() throws Exception {
    SipText answer = stage.udpPeer("alice").call(node.sip(), "echo").ask("OPTIONS", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Allow")).contains("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS");
    assertThat(answer.header("Accept")).contains("application/sdp");
  }
}
