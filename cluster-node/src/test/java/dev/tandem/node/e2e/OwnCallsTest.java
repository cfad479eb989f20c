package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.Phone;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Where callers need a password, a call that was transferred to an address of ours comes in again
/// without one. A proxy of somebody else's lies on its way and tries what it can make of that.
@Tag("end-to-end")
@Timeout(60)
class OwnCallsTest {
  private static final String OWN = "Tandem-Own";

  @RegisterExtension static final Stage stage = new Stage();

  /// What it calls its own is at that address, whatever the port.
  static TandemNode node;

  /// Owns nothing but its listeners.
  static TandemNode small;

  private SipPeer proxy;
  private SipPeer alice;
  private SipCall bobs;
  private int branches;

  @BeforeAll
  static void start() throws Exception {
    String[] options = {
      "--set",
      "tandem.users=[{ user = alice, password = a1 }]",
      "--set",
      "tandem.routes=[{ user = \"answer|other\", do = answer },"
          + " { user = \"udp([0-9]+)\", do = \"bridge sip:bob@127.0.0.1:$1\" }]"
    };
    small = stage.node(options);
    node =
        stage.node(
            options[0],
            options[1],
            options[2],
            options[3],
            "--set",
            "tandem.registrar.domains=[\"127.0.0.1\"]");
  }

  @BeforeEach
  void open() throws Exception {
    proxy = stage.udpPeer("proxy");
    alice = stage.udpPeer("alice");
  }

  private String at(String user, int port) {
    return "sip:" + user + "@127.0.0.1:" + port;
  }

  /// Alice, with her password, talks to Bob, whom she has called at that port.
  private SipCall talking(TandemNode with, int port) throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    String to = at("udp" + bob.port(), port);
    SipCall first = SipCall.outgoing(alice, with.sip(), to, 1).invite(Sdp.audio(7_000));
    SipText challenge = first.awaitOutcome();
    assertThat(challenge.status()).isEqualTo(401);
    SipCall call = SipCall.outgoing(alice, with.sip(), to, 2);
    SipText invite = call.request("INVITE", "", Sdp.audio(7_000));
    call.inviteWith(new SipText(Phone.authorized(invite.text(), challenge.text(), "alice", "a1")));
    bobs = bob.awaitCall();
    bobs.answer(Sdp.audio(7_002));
    return call.awaitAnswer().ack("");
  }

  private SipPeer.Received invite() {
    return proxy.await("INVITE", it -> it.method().equals("INVITE") && !it.isResponse());
  }

  /// Sends it on to the node, as a proxy does.
  ///
  /// @return what came back
  private SipText forward(String invite) {
    String branch = "z9hG4bKproxy" + ++branches;
    String via = "Via: SIP/2.0/UDP 127.0.0.1:" + proxy.port() + ";branch=" + branch + "\r\n";
    proxy.send(new SipText(invite.replaceFirst("Via: ", via + "Via: ")), node.sip());
    return proxy
        .await("answer", it -> it.status() >= 200 && it.all("Via").getFirst().contains(branch))
        .message();
  }

  private static void awaitEnd(SipCall call, String status) {
    SipText news = call.awaitRequest("NOTIFY", 200, "");
    while (!news.header("Subscription-State").startsWith("terminated")) {
      news = call.awaitRequest("NOTIFY", 200, "");
    }
    assertThat(news.body()).startsWith("SIP/2.0 " + status);
  }

  @Test
  void aProxyOfOursMayPassItOnAndNobodyMayMakeAnotherOfIt() throws Exception {
    SipCall alices = talking(node, proxy.port());
    assertThat(alices.refer(at("answer", proxy.port())).status()).isEqualTo(202);
    SipPeer.Received sent = invite();
    String invite = sent.message().text();
    String proof = sent.message().header(OWN);
    String callId = sent.message().header("Call-ID");

    assertThat(forward(invite.replace(callId, "another")).status()).as("call").isEqualTo(401);
    assertThat(forward(invite.replace("sip:answer@", "sip:other@")).status())
        .as("user")
        .isEqualTo(401);
    String forged = proof.replaceFirst("^.", proof.startsWith("A") ? "B" : "A");
    assertThat(forward(invite.replace(proof, forged)).status()).as("forged").isEqualTo(401);
    assertThat(forward(invite.replaceFirst(OWN + ": .*\r\n", "")).status())
        .as("none")
        .isEqualTo(401);

    SipText answer = forward(invite);
    assertThat(answer.status()).as(proxy::log).isEqualTo(200);
    proxy.reply(new SipText(answer.text().replaceFirst("Via: .*\r\n", "")), sent.back());
    awaitEnd(alices, "200");
    assertThat(
            forward(invite.replace("From: ", "From: \"once more\" ").replaceFirst("tag=", "tag=x"))
                .status())
        .as("again")
        .isEqualTo(401);
    alices.hangUp();
    bobs.hangUp();
    node.awaitQuiet();
  }

  @Test
  void itComesInAtOnceWhereNobodyIsBetween() throws Exception {
    SipCall alices = talking(small, small.sip().getPort());
    assertThat(alices.refer(at("answer", small.sip().getPort())).status()).isEqualTo(202);
    awaitEnd(alices, "200");
    alices.hangUp();
    bobs.hangUp();
    small.awaitQuiet();
  }

  /// The caller says what it calls us by; that must not make it ours.
  @Test
  void nobodyElseIsTold() throws Exception {
    SipCall alices = talking(small, proxy.port());
    assertThat(alices.refer(at("answer", proxy.port())).status()).isEqualTo(202);
    SipPeer.Received sent = invite();
    assertThat(sent.message().text()).doesNotContain(OWN);

    SipCall asked = SipCall.incoming(proxy, sent);
    asked.respond(603, "", "");
    awaitEnd(alices, "603");
    alices.hangUp();
    bobs.awaitHangUp();
    small.awaitQuiet();
  }
}
