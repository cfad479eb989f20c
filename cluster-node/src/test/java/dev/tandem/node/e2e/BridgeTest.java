package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A caller, the node, and somebody the node calls for it.
@Tag("end-to-end")
@Timeout(120)
class BridgeTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  private final List<SipPeer> peers = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    node =
        stage.node(
            "--set",
            "tandem.routes=[{ user = \"(udp|tcp)([0-9]+)\", do = \"bridge"
                + " sip:bob@127.0.0.1:$2;transport=$1\" }]",
            "--set",
            "tandem.session.ringing=4s");
  }

  @AfterEach
  void everybodyIsContent() {
    for (SipPeer peer : peers) {
      assertThat(peer.received()).as(peer::log).noneMatch(message -> message.status() == 481);
    }
    node.awaitQuiet();
  }

  private SipPeer peer(String name, String transport) throws Exception {
    SipPeer peer = transport.equals("tcp") ? stage.tcpPeer(name) : stage.udpPeer(name);
    peers.add(peer);
    return peer;
  }

  private static SipCall call(SipPeer alice, SipPeer bob) {
    return alice.call(node.sip(), bob.transport().toLowerCase() + bob.port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void bothHearEachOtherAndTheCallerHangsUp(String transport) throws Exception {
    SipPeer bob = peer("bob", transport);
    RtpPeer aliceRtp = stage.rtp();
    RtpPeer bobRtp = stage.rtp();

    SipCall caller = call(peer("alice", transport), bob).invite(aliceRtp.sdp());
    SipCall called = bob.awaitCall();
    assertThat(called.invite().uri("From")).isEqualTo("sip:alice@caller.example");
    called.ring();
    caller.awaitStatus(180);
    called.answer(bobRtp.sdp());
    caller.awaitAnswer().ack("");

    aliceRtp.speak(400, caller.theirs());
    bobRtp.speak(700, called.theirs());
    aliceRtp.awaitHears(700);
    bobRtp.awaitHears(400);

    caller.hangUp();
    called.awaitHangUp();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void theCalledHangsUp(String transport) throws Exception {
    SipPeer bob = peer("bob", transport);
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");

    called.hangUp();
    caller.awaitHangUp();
  }

  @Test
  void whoGivesUpWhileItRingsStopsTheRinging() throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.ring();
    caller.awaitStatus(180);

    caller.cancel();
    assertThat(caller.awaitOutcome().status()).isEqualTo(487);
    called.awaitRequest("CANCEL", 200, "");
    called.respond(487, "", "");
    called.awaitRequest("ACK", 0, "");
  }

  @ParameterizedTest
  @ValueSource(ints = {486, 603, 404, 480})
  void theCallerLearnsWhyTheCalledRefused(int status) throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));

    SipCall called = bob.awaitCall();
    called.respond(status, "", "");
    called.awaitRequest("ACK", 0, "");

    assertThat(caller.awaitOutcome().status()).isEqualTo(status);
  }

  @Test
  void nobodyAnswersAndBothAreToldInTime() throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.ring();

    assertThat(caller.awaitOutcome().status()).isIn(408, 480);
    called.awaitRequest("CANCEL", 200, "");
    called.respond(487, "", "");
    called.awaitRequest("ACK", 0, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void theCalledIsNotThere(String transport) throws Exception {
    SipPeer alice = peer("alice", "udp");
    Instant begun = Instant.now();

    SipCall caller = alice.call(node.sip(), transport + "9").invite(Sdp.audio(7_000));

    assertThat(caller.awaitOutcome().status()).isIn(408, 480, 500, 502, 503, 504);
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void anAnswerThatCrossesTheCancelIsHungUp() throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.ring();
    caller.awaitStatus(180);

    caller.cancel();
    called.awaitRequest("CANCEL", 200, "");
    called.answer(Sdp.audio(7_002));
    called.awaitHangUp();
    assertThat(caller.awaitOutcome().status()).isEqualTo(487);
  }

  @Test
  void aCalledThatCannotSpeakOurCodecsIsHungUpAndTheCallerIsTold() throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.answer(Sdp.description("127.0.0.1", "audio 7002 RTP/AVP 96", "sendrecv"));

    called.awaitHangUp();
    assertThat(caller.awaitOutcome().status()).isGreaterThanOrEqualTo(400);
  }
}
