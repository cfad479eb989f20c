package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.node.edge.Phone;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Phones that register and call each other, with passwords.
@Tag("end-to-end")
@Timeout(60)
class RegistrationTest {
  @RegisterExtension static final Stage stage = new Stage();
  static final String[] OPTIONS = {
    "--set",
    "tandem.users=[{ user = alice, password = a1 }, { user = bob, password = b1 },"
        + " { user = carol, password = c1 }]",
    "--set",
    "tandem.routes=[{ user = \".*\", do = registered }]"
  };
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    node = stage.node(OPTIONS);
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  /// Sends the request, and once more with the password when it is challenged.
  private static SipText ask(SipPeer peer, SipCall call, Supplier<SipText> request) {
    SipText first = request.get();
    call.send(first);
    SipText challenge = outcome(peer, first);
    assertThat(challenge.status()).as(peer::log).isEqualTo(401);
    var second = new SipText(authorized(peer, request.get(), challenge));
    call.send(second);
    return outcome(peer, second);
  }

  private static String authorized(SipPeer peer, SipText request, SipText challenge) {
    return Phone.authorized(
        request.text(), challenge.text(), peer.name(), peer.name().charAt(0) + "1");
  }

  private static SipText outcome(SipPeer peer, SipText request) {
    return peer.await(
            "answer to " + request.method(),
            it -> it.status() >= 200 && it.cseq() == request.cseq())
        .message();
  }

  private static SipText register(SipPeer peer, String headers) {
    return register(node, peer, headers);
  }

  private static SipText register(TandemNode node, SipPeer peer, String headers) {
    SipCall line = peer.call(node.sip(), peer.name());
    return ask(peer, line, () -> line.request("REGISTER", headers, ""));
  }

  private static SipCall call(SipPeer caller, String user) {
    return call(node, caller, user);
  }

  private static SipCall call(TandemNode node, SipPeer caller, String user) {
    SipCall call = caller.call(node.sip(), user).invite(Sdp.audio(7_000));
    SipText challenge = call.awaitOutcome();
    assertThat(challenge.status()).isEqualTo(401);
    SipCall again = caller.call(node.sip(), user);
    SipText invite = again.request("INVITE", "", Sdp.audio(7_000));
    return again.inviteWith(new SipText(authorized(caller, invite, challenge)));
  }

  private static JsonNode registered(String user) {
    return node.http().json("/api/v1/registrations/" + user + "@127.0.0.1");
  }

  @Test
  void aCallReachesAPhoneOverTheConnectionItRegisteredBy() throws Exception {
    SipPeer bob = stage.tcpPeer("bob");
    SipText bound =
        register(bob, "Contact: <sip:bob@10.99.0.1;transport=tcp>;q=0.7\r\nExpires: 300\r\n");
    assertThat(bound.status()).as(bob::log).isEqualTo(200);
    assertThat(bound.header("Contact"))
        .isEqualTo("<sip:bob@10.99.0.1;transport=tcp>;expires=300;q=0.700");
    assertThat(registered("bob").at("/contacts/0/uri").asText())
        .isEqualTo("sip:bob@10.99.0.1;transport=tcp");

    SipCall caller = call(stage.udpPeer("alice"), "bob");
    SipCall called = bob.awaitCall();
    called.ring();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    caller.hangUp();
    called.awaitHangUp();
  }

  @Test
  void aPhoneThatHasUnregisteredIsNotThereAndAStrangerIsNobody() throws Exception {
    SipPeer carol = stage.udpPeer("carol");
    String contact = "Contact: <" + carol.uri() + ">";
    assertThat(register(carol, contact + "\r\n").status()).isEqualTo(200);
    assertThat(node.http().json("/api/v1/registrations").at("/registrations").toString())
        .contains("carol@127.0.0.1");
    SipText gone = register(carol, contact + ";expires=0\r\n");
    assertThat(gone.status()).isEqualTo(200);
    assertThat(gone.all("Contact")).isEmpty();

    SipPeer alice = stage.udpPeer("alice");
    assertThat(call(alice, "carol").awaitOutcome().status()).isEqualTo(480);
    assertThat(call(alice, "stranger").awaitOutcome().status()).isEqualTo(404);
  }

  @Test
  void aBindingOutlivesItsNode() throws Exception {
    Path dir = stage.folder("mortal");
    TandemNode first = stage.keep(TandemNode.start(dir, OPTIONS));
    SipPeer bob = stage.udpPeer("bob");
    assertThat(register(first, bob, "Contact: <" + bob.uri() + ">\r\n").status()).isEqualTo(200);
    first.kill();

    TandemNode second = stage.keep(TandemNode.start(dir, OPTIONS));
    stage.show("second", second::evidence);
    assertThat(second.http().json("/api/v1/registrations").at("/registrations/0/address").asText())
        .isEqualTo("bob@127.0.0.1");
    SipCall caller = call(second, stage.udpPeer("alice"), "bob");
    bob.awaitCall().respond(486, "", "");
    assertThat(caller.awaitOutcome().status()).isEqualTo(486);
    second.awaitQuiet();
  }

  @Test
  void aConnectionDoesNotOutliveItsNodeUnderTheSameName() throws Exception {
    Path dir = stage.folder("renamed");
    String[] options = Arrays.copyOf(OPTIONS, OPTIONS.length + 2);
    options[OPTIONS.length] = "--cluster-port";
    options[OPTIONS.length + 1] = "" + freePort();
    TandemNode first = stage.keep(TandemNode.start(dir, options));
    SipPeer bob = stage.tcpPeer("bob");
    SipPeer carol = stage.udpPeer("carol");
    String contact = "Contact: <sip:bob@10.99.0.1;transport=tcp>\r\n";
    assertThat(register(first, bob, contact).status()).isEqualTo(200);
    String other = "Contact: <" + carol.uri() + ">\r\n";
    assertThat(register(first, carol, other).status()).isEqualTo(200);
    first.kill();

    TandemNode second = stage.keep(TandemNode.start(dir, options));
    stage.show("second", second::evidence);
    assertThat(call(second, stage.udpPeer("alice"), "bob").awaitOutcome().status()).isEqualTo(480);
    assertThat(second.http().json("/api/v1/registrations").at("/registrations").toString())
        .contains("carol@127.0.0.1")
        .doesNotContain("bob@127.0.0.1");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void nobodyRegistersForAnother() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipCall line = alice.call(node.sip(), "bob");
    String contact = "Contact: <" + alice.uri() + ">\r\n";

    assertThat(ask(alice, line, () -> line.request("REGISTER", contact, "")).status())
        .isEqualTo(403);
  }
}
