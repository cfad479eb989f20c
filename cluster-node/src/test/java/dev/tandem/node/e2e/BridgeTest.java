package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void bothHearEachOtherBeforeTheAnswer() throws Exception {
    SipPeer bob = peer("bob", "udp");
    RtpPeer aliceRtp = stage.rtp();
    RtpPeer bobRtp = stage.rtp();
    SipCall caller = call(peer("alice", "udp"), bob).invite(aliceRtp.sdp());
    SipCall called = bob.awaitCall();

    called.respond(183, "", bobRtp.sdp());
    var early = new Sdp(caller.awaitStatus(183).body());
    bobRtp.speak(700, called.theirs());
    aliceRtp.speak(400, early);
    aliceRtp.awaitHears(700);
    bobRtp.awaitHears(400);

    called.ring();
    assertThat(caller.awaitStatus(180).body()).isEmpty();
    called.answer(bobRtp.sdp());
    caller.awaitAnswer().ack("");
    assertThat(caller.theirs().toString()).isEqualTo(early.toString());
    aliceRtp.forget();
    aliceRtp.awaitHears(700);

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
    stopsRinging(called);
  }

  private static void stopsRinging(SipCall called) {
    called.awaitRequest("CANCEL", 200, "");
    called.respond(487, "", "");
    called.awaitRequest("ACK", 0, "");
  }

  /// RFC 3261 §15: BYE may end an early dialog too.
  @Test
  void whoHangsUpWhileItRingsStopsTheRingingAsWell() throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.ring();

    caller.bind(caller.awaitStatus(180));
    assertThat(caller.ask("BYE", "").status()).isEqualTo(200);
    assertThat(caller.awaitOutcome().status()).isEqualTo(487);
    stopsRinging(called);
  }

  /// RFC 3261 §12.2.1.2.
  @Test
  void aPeerThatHasLostTheCallEndsIt() throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");

    caller.ask("INFO", "something");
    called.awaitRequest("INFO", 481, "");
    called.awaitRequest("BYE", 481, "");
    caller.awaitHangUp();
  }

  /// Told at once, though the answer to our BYE is waited for.
  @Test
  void whoAsksToHoldACallThatEndsOverItIsTold() throws Exception {
    SipPeer bob = peer("bob", "udp");
    SipCall caller = call(peer("alice", "udp"), bob).invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    String id =
        Await.value(
            "the called leg is up",
            () ->
                node.http().sessions().stream()
                    .filter(it -> it.path("callId").asText().equals(called.callId()))
                    .filter(it -> it.path("state").asText().equals("Active"))
                    .map(it -> it.path("id").asText())
                    .findFirst()
                    .orElse(""),
            it -> !it.isEmpty());

    var held =
        CompletableFuture.supplyAsync(() -> node.http().post("/api/v1/sessions/" + id + "/hold"));
    called.awaitRequest("INVITE", 481, "");

    var answer = held.get();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains("the call has ended");
    called.awaitRequest("BYE", 481, "");
    caller.awaitHangUp();
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
    stopsRinging(called);
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
