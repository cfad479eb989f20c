package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A node with trunks, and who is at the other end of them.
@Tag("end-to-end")
@Timeout(90)
class TrunkTest {
  private static final String CHALLENGE =
      "WWW-Authenticate: Digest realm=\"p\", nonce=\"abc\", algorithm=MD5, qop=\"auth\"\r\n";

  @RegisterExtension static final Stage stage = new Stage();

  private static TandemNode node(String trunk, String... more) throws Exception {
    List<String> options =
        new java.util.ArrayList<>(
            List.of(
                "--set",
                "tandem.trunks={ p = { " + trunk + " } }",
                "--set",
                "tandem.routes=[{ user = \"9(.*)\", do = \"trunk p $1\" },"
                    + " { user = acct, do = echo }]"));
    options.addAll(List.of(more));
    return stage.node(options.toArray(String[]::new));
  }

  private static JsonNode trunk(TandemNode node) {
    return node.http().json("/api/v1/trunks").at("/trunks/0");
  }

  private static void awaitTrunk(TandemNode node, String what, String value) {
    Await.value(
        "trunk has " + what + " " + value,
        Duration.ofSeconds(30),
        () -> trunk(node).at(what).asText(),
        value::equals);
  }

  private static String address(SipPeer... peers) {
    var text = new StringBuilder("addresses = [");
    for (int i = 0; i < peers.length; i++) {
      text.append("{ uri = \"sip:127.0.0.1:%d\", priority = %d },".formatted(peers[i].port(), i));
    }
    return text + "]";
  }

  private static SipCall awaitRegister(SipPeer peer) {
    return SipCall.incoming(
        peer, peer.await("REGISTER", Duration.ofSeconds(30), m -> m.method().equals("REGISTER")));
  }

  private static void grant(SipCall register, int expires) {
    String contact = register.invite().header("Contact");
    register.respond(200, "Contact: " + contact + ";expires=" + expires + "\r\n", "");
  }

  /// Answers OPTIONS as long as `well`.
  private static void answerOptions(SipPeer peer, AtomicBoolean well) {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (!Thread.interrupted()) {
                  var asked =
                      peer.await(
                          "OPTIONS", Duration.ofMinutes(5), m -> m.method().equals("OPTIONS"));
                  if (well.get()) {
                    peer.reply(
                        new SipText(
                            asked
                                .message()
                                .text()
                                .replaceFirst("^OPTIONS.*\r\n", "SIP/2.0 200 OK\r\n")
                                .replaceFirst("(\r\nTo: [^\r]*)", "$1;tag=o")),
                        asked.back());
                  }
                }
              } catch (IllegalStateException | AssertionError _) {
                // the test is over
              }
            });
    stage.keep(thread::interrupt);
  }

  @Test
  void itRegistersAtAnotherNodeWithAPasswordRefreshesAndCallsBothWays() throws Exception {
    TandemNode registrar =
        stage.node(
            "--set",
            "tandem.users=[{ user = acct, password = secret }]",
            "--set",
            "tandem.registrar.min-expires=6s",
            "--set",
            "tandem.edge.auth.open-routes=[in]",
            "--set",
            "tandem.routes=[{ user = in, do = \"registered sip:acct@127.0.0.1\" },"
                + " { user = echo, do = echo }]");
    TandemNode node =
        node(
            "addresses = [\"sip:127.0.0.1:"
                + registrar.sip().getPort()
                + "\"], user = acct, password = secret, max-calls = 5, from-user = acct,"
                + " register { enabled = on, expires = 5s }, health.interval = 1s");
    awaitTrunk(node, "/registration", "registered");
    String first = trunk(node).at("/registeredUntil").asText();
    Await.value(
        "it is refreshed",
        () -> trunk(node).at("/registeredUntil").asText(),
        until -> !until.isEmpty() && until.compareTo(first) > 0);
    awaitTrunk(node, "/addresses/0/health", "up");
    JsonNode contacts =
        registrar.http().json("/api/v1/registrations/acct@127.0.0.1").at("/contacts");
    assertThat(contacts).hasSize(1);
    assertThat(contacts.at("/0/uri").asText())
        .matches("sip:acct@127\\.0\\.0\\.1:" + node.sip().getPort() + ";line=[0-9a-f]{16}-.*");

    SipCall out = stage.udpPeer("alice").call(node.sip(), "9echo").establish(Sdp.audio(7_000));
    awaitTrunk(node, "/calls", "1");
    out.hangUp();
    awaitTrunk(node, "/calls", "0");

    SipCall in = stage.udpPeer("bob").call(registrar.sip(), "in").establish(Sdp.audio(7_002));
    awaitTrunk(node, "/calls", "1");
    in.hangUp();
    awaitTrunk(node, "/calls", "0");
    assertThat(node.http().text("/metrics")).contains("tandem_trunk_registered{trunk=\"p\"} 1.0");
  }

  @Test
  void aWrongPasswordIsTriedRarelyAndARegistrarThatWantsMoreTimeGetsIt() throws Exception {
    SipPeer provider = stage.udpPeer("provider");
    TandemNode node =
        node(
            address(provider)
                + ", user = acct, password = wrong, health.interval = 0s,"
                + " register { enabled = on, expires = 60s, retry-first = 2s }");
    awaitRegister(provider).respond(401, CHALLENGE, "");
    SipCall answered = awaitRegister(provider);
    assertThat(answered.invite().header("Authorization")).contains("username=\"acct\"");
    answered.respond(401, CHALLENGE, "");
    long refused = System.nanoTime();
    awaitTrunk(node, "/registration", "failed");

    SipCall again = awaitRegister(provider);
    assertThat(Duration.ofNanos(System.nanoTime() - refused))
        .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(8));
    assertThat(again.invite().find("Authorization")).isEmpty();
    assertThat(again.invite().cseq()).isEqualTo(3);
    assertThat(again.callId()).isEqualTo(answered.callId());
    again.respond(423, "Min-Expires: 1800\r\n", "");
    SipCall longer = awaitRegister(provider);
    assertThat(longer.invite().header("Expires")).isEqualTo("1800");
    grant(longer, 1800);
    awaitTrunk(node, "/registration", "registered");
    assertThat(provider.received()).as("REGISTERs").hasSize(4);
  }

  @Test
  void aDeadRegistrarIsLeftForTheNextAndOrderlyStopTakesTheContactBack() throws Exception {
    SipPeer second = stage.udpPeer("second");
    TandemNode node =
        node(
            address(second)
                + ", user = acct, health.interval = 0s, register { enabled = on, registrars ="
                + " [\"sip:127.0.0.1:1;transport=tcp\", \"sip:127.0.0.1:"
                + second.port()
                + "\"] }");
    SipCall register = awaitRegister(second);
    String contact = register.invite().header("Contact");
    grant(register, 600);
    awaitTrunk(node, "/registrar", "sip:127.0.0.1:" + second.port());
    awaitTrunk(node, "/registration", "registered");

    Thread stopping = Thread.ofVirtual().start(node::close);
    SipCall gone = awaitRegister(second);
    assertThat(gone.invite().header("Expires")).isEqualTo("0");
    assertThat(gone.invite().header("Contact")).isEqualTo(contact);
    gone.respond(200, "", "");
    stopping.join();
  }

  @Test
  void callsAreRefusedWhileItIsDownAndGoOutAsItsSettingsSay() throws Exception {
    SipPeer provider = stage.udpPeer("provider");
    var well = new AtomicBoolean();
    answerOptions(provider, well);
    TandemNode node =
        node(
            address(provider)
                + ", user = acct, password = secret, domain = p.example, from-host = p.example,"
                + " asserted-identity = caller, set-headers { X-Account = \"4711\" },"
                + " health { interval = 1s, timeout = 300ms, failures = 2 }");
    awaitTrunk(node, "/up", "false");
    SipPeer alice = stage.udpPeer("alice");
    assertThat(alice.call(node.sip(), "9123").invite(Sdp.audio(7_000)).awaitOutcome().status())
        .isEqualTo(503);
    assertThat(alice.call(node.sip(), "0").invite(Sdp.audio(7_000)).awaitOutcome().status())
        .isEqualTo(404);

    well.set(true);
    awaitTrunk(node, "/up", "true");
    SipCall caller = alice.call(node.sip(), "9123").invite(Sdp.audio(7_000));
    SipCall challenged = provider.awaitCall();
    challenged.respond(407, CHALLENGE.replace("WWW", "Proxy").replace("cate:", "cate:"), "");
    SipCall called = provider.awaitCall();
    SipText invite = called.invite();
    assertThat(invite.start()).startsWith("INVITE sip:123@p.example SIP/2.0");
    assertThat(invite.header("From")).startsWith("<sip:alice@p.example>;tag=");
    assertThat(invite.header("To")).isEqualTo("<sip:123@p.example>");
    assertThat(invite.header("P-Asserted-Identity")).isEqualTo("<sip:alice@caller.example>");
    assertThat(invite.header("X-Account")).isEqualTo("4711");
    assertThat(invite.find("Route")).isEmpty();
    assertThat(invite.header("Proxy-Authorization")).contains("username=\"acct\"");
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    caller.hangUp();
    called.awaitHangUp();
    node.awaitQuiet();
  }

  @Test
  void itTakesAsManyCallsAsItMayAndTheNextAddressWhenOneIsBusy() throws Exception {
    SipPeer busy = stage.udpPeer("busy");
    SipPeer spare = stage.udpPeer("spare");
    TandemNode node = node(address(busy, spare) + ", max-calls = 1, health.interval = 0s");
    SipPeer alice = stage.udpPeer("alice");
    SipCall caller = alice.call(node.sip(), "91").invite(Sdp.audio(7_000));
    busy.awaitCall().respond(503, "", "");
    SipCall called = spare.awaitCall();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");

    SipPeer bob = stage.udpPeer("bob");
    var refused = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      if (bob.call(node.sip(), "92").invite(Sdp.audio(7_004)).awaitOutcome().status() == 503) {
        refused.incrementAndGet();
      }
    }
    assertThat(refused).hasValue(5);
    caller.hangUp();
    called.awaitHangUp();
    awaitTrunk(node, "/calls", "0");

    SipCall next = bob.call(node.sip(), "93").invite(Sdp.audio(7_006));
    SipCall last = spare.awaitCall();
    last.answer(Sdp.audio(7_008));
    next.awaitAnswer().ack("");
    next.hangUp();
    last.awaitHangUp();
    node.awaitQuiet();
  }

  @Test
  void aCallThatGoesOutOffersTheCodecsOfTheTrunkOnly() throws Exception {
    SipPeer provider = stage.udpPeer("provider");
    TandemNode node = node(address(provider) + ", codecs = [PCMA], health.interval = 0s");
    SipPeer alice = stage.udpPeer("alice");
    SipCall caller = alice.call(node.sip(), "9123").invite(Sdp.audio(7_000));
    SipCall called = provider.awaitCall();
    assertThat(called.invite().body()).contains(" RTP/AVP 8 101\r\n").doesNotContain("PCMU");
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    assertThat(caller.answered().body()).as("nothing need be recoded").contains(" RTP/AVP 8 101");
    caller.hangUp();
    called.awaitHangUp();

    SipPeer bob = stage.udpPeer("bob");
    SipCall other = bob.call(node.sip(), "9124").invite(pcmu(7_004));
    SipCall recoded = provider.awaitCall();
    assertThat(recoded.invite().body()).contains(" RTP/AVP 8 101\r\n");
    recoded.answer(Sdp.audio(7_006));
    assertThat(other.awaitAnswer().ack("").answered().body()).contains(" RTP/AVP 0\r\n");
    other.hangUp();
    recoded.awaitHangUp();
    node.awaitQuiet();
  }

  @Test
  void aCallThatComesInIsAnsweredWithTheCodecsOfTheTrunkOrRefused() throws Exception {
    SipPeer provider = stage.udpPeer("provider");
    TandemNode node =
        node(
            address(provider)
                + ", codecs = [PCMA], trusted = [\"127.0.0.1\"], health.interval = 0s");
    SipCall taken = provider.call(node.sip(), "acct").establish(Sdp.audio(7_000));
    assertThat(taken.answered().body()).contains(" RTP/AVP 8 101\r\n").doesNotContain("PCMU");
    taken.hangUp();
    assertThat(provider.call(node.sip(), "acct").invite(pcmu(7_002)).awaitOutcome().status())
        .isEqualTo(488);
    node.awaitQuiet();
  }

  private static String pcmu(int port) {
    return Sdp.description("127.0.0.1", "audio " + port + " RTP/AVP 0", "sendrecv");
  }
}
