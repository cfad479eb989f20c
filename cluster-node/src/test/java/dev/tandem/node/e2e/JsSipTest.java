package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Phones as browsers have them: over WebSocket and secure WebSocket, reached by the connection
/// they have opened.
@Tag("end-to-end")
@Timeout(60)
class JsSipTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;
  static Certificates shown;

  /// Of an authority that the node has nothing from.
  static Certificates stranger;

  @BeforeAll
  static void start() throws Exception {
    Tools.find("node");
    shown = Certificates.in(stage.folder("tls"));
    stranger = Certificates.in(stage.folder("stranger"));
    node =
        stage.node(
            "--sip-transports",
            "udp,tcp,ws,wss",
            "--set",
            "tandem.sip.transport.ws-port=0",
            "--set",
            "tandem.sip.transport.wss-port=0",
            "--tls-certificate",
            shown.chain().toString(),
            "--tls-key",
            shown.key().toString(),
            // JsSIP knows no other.
            "--set",
            "tandem.edge.auth.algorithms=[MD5]",
            "--set",
            "tandem.users=[{ user = alice, password = a1 }, { user = bob, password = b1 }]",
            "--set",
            "tandem.routes=[{ user = answer, do = answer }, { user = busy, do = \"reject 486\" },"
                + " { user = \".*\", do = registered }]");
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  private static JsSip phone(String scheme, String user, String password) throws Exception {
    return phone(scheme, shown, user, password);
  }

  private static JsSip phone(String scheme, Certificates known, String user, String password)
      throws Exception {
    String url = scheme + "://127.0.0.1:" + node.sip(scheme).getPort();
    Path dir = stage.folder("jssip");
    JsSip phone = stage.keep(new JsSip(dir, url, known.authority(), user, password));
    stage.show(user, phone::evidence);
    return phone;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void aWrongPasswordIsRefused(String scheme) throws Exception {
    phone(scheme, "alice", "wrong").awaitSays("not registered 401");
  }

  @Test
  void itTalksToNobodyItHasNoReasonToBelieve() throws Exception {
    JsSip alice = phone("wss", stranger, "alice", "a1");
    alice.awaitSays("disconnected");
    assertThat(alice.evidence()).doesNotContain("registered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void itHoldsAndResumes(String scheme) throws Exception {
    JsSip alice = phone(scheme, "alice", "a1").awaitSays("registered");
    alice.does("call sip:answer@127.0.0.1").awaitSays("confirmed");
    alice.does("hold").awaitSays("held");
    Await.value(
        "the node is on hold",
        node.http()::sessions,
        all -> all.size() == 1 && all.getFirst().path("heldByPeer").asBoolean());
    alice.does("unhold").awaitSays("resumed");
    Await.value(
        "the node is not on hold",
        node.http()::sessions,
        all -> all.size() == 1 && !all.getFirst().path("heldByPeer").asBoolean());
    alice.does("hangup").awaitSays("ended by local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void itIsToldThatSomebodyIsBusy(String scheme) throws Exception {
    JsSip alice = phone(scheme, "alice", "a1").awaitSays("registered");
    alice.does("call sip:busy@127.0.0.1").awaitSays("failed Busy 486");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void oneCallsTheOtherAndIsHeldAndHungUp(String scheme) throws Exception {
    JsSip bob = phone(scheme.equals("ws") ? "wss" : "ws", "bob", "b1").awaitSays("registered");
    JsSip alice = phone(scheme, "alice", "a1").awaitSays("registered");
    alice.does("call sip:bob@127.0.0.1");
    bob.awaitSays("called by alice").awaitSays("confirmed");
    alice.awaitSays("confirmed");

    String leg =
        node.http().sessions().stream()
            .filter(it -> it.path("role").asText().equals("UAC"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    node.http().post("/api/v1/sessions/" + leg + "/hold");
    bob.awaitSays("hold by remote");
    node.http().post("/api/v1/sessions/" + leg + "/resume");
    bob.awaitSays("unhold by remote");

    bob.does("hangup").awaitSays("ended by local");
    alice.awaitSays("ended by remote");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ws", "wss"})
  void aPhoneOverUdpReachesIt(String scheme) throws Exception {
    JsSip bob = phone(scheme, "bob", "b1").awaitSays("registered");
    Baresip alice = stage.keep(new Baresip(stage.folder("baresip")));
    stage.show("baresip", alice::evidence);
    alice.registered(node.sip(), "udp", "alice", "a1").call(node.sip(), "bob", 400, 20);
    bob.awaitSays("called by alice").awaitSays("confirmed");
    bob.does("hangup").awaitSays("ended by local");
  }
}
