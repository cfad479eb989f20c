package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a call can be in the middle of when the machine of its sessions, which is its edge too, is
/// killed: it goes on from there.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(120)
class StatesSurviveTest {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @RegisterExtension static final Stage stage = new Stage();
  static TandemCluster cluster;

  private RtpPeer aliceRtp;
  private RtpPeer bobRtp;
  private SipCall alices;
  private SipCall bobs;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        stage.keep(
            TandemCluster.up(
                stage.folder("states"),
                """
                tandem.registrar.allow = anybody
                tandem.routes = [
                  { user = answer, do = answer }
                  { user = "gw([0-9]+)", do = "bridge sip:called@127.0.0.1:$1", table = gateway }
                  { user = "udp([0-9]+)", do = "bridge sip:called@127.0.0.1:$1" }
                  { user = ".*", do = registered }
                ]
                """));
    stage.show("cluster", cluster::evidence);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    cluster.repair();
    NodeHttp http = survivor().http();
    try {
      Await.value("no session is left", http::sessions, List::isEmpty);
    } catch (AssertionError e) { // of a test that has failed: the next one begins anew
      http.sessions().stream()
          .map(it -> "/api/v1/sessions/" + it.path("id").asText() + "/history")
          .forEach(it -> e.addSuppressed(new AssertionError(http.json(it).toPrettyString())));
      http.sessions().forEach(it -> http.delete("/api/v1/sessions/" + it.path("id").asText()));
      Await.value("none is left over", Duration.ofSeconds(60), http::sessions, List::isEmpty);
      throw e;
    }
  }

  private static TandemCluster.Member doomed() {
    return cluster.node(1);
  }

  private static TandemCluster.Member survivor() {
    return cluster.node(2);
  }

  /// All sessions have been with the one that is killed, all go to the other.
  private static void kill() {
    assertThat(survivor().http().sessions())
        .isNotEmpty()
        .allMatch(it -> it.path("node").asText().equals(doomed().address()));
    doomed().kill();
  }

  private SipCall dial(String user, String headers) throws Exception {
    aliceRtp = stage.rtp();
    SipCall call = stage.udpPeer("alice").call(doomed().sip(), user);
    return call.inviteWith(call.request("INVITE", headers, aliceRtp.sdp()));
  }

  /// Alice has called Bob, and they hear each other.
  private void talk() throws Exception {
    talk("udp");
  }

  private void talk(String route) throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    bobRtp = stage.rtp();
    alices = dial(route + bob.port(), "");
    bobs = bob.awaitCall();
    bobs.answer(bobRtp.sdp());
    alices.awaitAnswer().ack("");
    aliceRtp.speak(400, alices.theirs());
    bobRtp.speak(700, bobs.theirs());
    hearEachOther();
  }

  private void hearEachOther() {
    hear(aliceRtp, 700);
    hear(bobRtp, 400);
  }

  private static void hear(RtpPeer rtp, Integer... tones) {
    rtp.forget();
    rtp.awaitHears(tones);
  }

  /// Takes a re-INVITE as a phone does; returns what it offers.
  private static Sdp follow(SipCall call, RtpPeer rtp) {
    SipText again = call.awaitRequest("INVITE", RECOVERY, 200, rtp.sdp());
    call.awaitRequest("ACK", 0, "");
    call.follow(again);
    return new Sdp(again.body());
  }

  private static String sessionOf(SipCall call) {
    List<JsonNode> all = survivor().http().sessions();
    return all.stream()
        .filter(it -> it.path("callId").asText().equals(call.callId()))
        .map(it -> it.path("id").asText())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no session of " + call.callId() + " in " + all));
  }

  private static CompletableFuture<Integer> post(TandemCluster.Member at, String id, String verb) {
    String path = "/api/v1/sessions/" + id + "/" + verb;
    return CompletableFuture.supplyAsync(() -> at.http().post(path).statusCode());
  }

  @Test
  void aMutedCallStaysMuted() throws Exception {
    talk();
    String id = sessionOf(alices);
    assertThat(post(doomed(), id, "mute").get()).isEqualTo(204);
    hear(aliceRtp);
    hear(bobRtp, 400);

    kill();
    follow(alices, aliceRtp);
    follow(bobs, bobRtp);
    hear(aliceRtp);
    hear(bobRtp, 400);
    assertThat(survivor().http().sessions())
        .anyMatch(it -> it.path("muted").asText().equals("out"));
    assertThat(post(survivor(), id, "unmute").get()).isEqualTo(204);
    hearEachOther();
    bobs.hangUp();
    alices.awaitRequest("BYE", 200, "");
  }

  @Test
  void aCallOnHoldStaysThereAndIsResumed() throws Exception {
    talk();
    String id = sessionOf(alices);
    var held = post(doomed(), id, "hold");
    assertThat(follow(alices, aliceRtp).direction()).isEqualTo("sendonly");
    assertThat(held.get()).isEqualTo(204);

    kill();
    assertThat(follow(alices, aliceRtp).direction()).as("still on hold").isEqualTo("sendonly");
    follow(bobs, bobRtp);
    var resumed = post(survivor(), id, "resume");
    Sdp offer = follow(alices, aliceRtp);
    assertThat(offer.direction()).isEqualTo("sendrecv");
    assertThat(resumed.get()).isEqualTo(204);

    aliceRtp.speak(400, offer);
    hearEachOther();
    bobs.hangUp();
    alices.awaitHangUp();
  }

  /// The node dies before Alice has answered the re-INVITE with other codecs.
  @Test
  void otherMediaThatIsBeingAskedForIsAskedForByTheOtherNode() throws Exception {
    talk();
    String id = sessionOf(alices);
    var asked = post(doomed(), id, "media?codecs=PCMA&direction=sendonly");
    SipText offer = alices.awaitRequest("INVITE", 100, "");
    assertThat(offer.body()).contains(" RTP/AVP 8 ");

    kill();
    SipText invite =
        alices.awaitRequest("INVITE", RECOVERY, 200, Sdp.audio(aliceRtp.port(), "recvonly"));
    alices.awaitRequest("ACK", 0, "");
    alices.follow(invite);
    Sdp again = new Sdp(invite.body());
    assertThat(again.text()).contains(" RTP/AVP 8 ");
    assertThat(again.direction()).isEqualTo("sendonly");
    Await.value(
        "it is agreed",
        () -> survivor().http().json("/api/v1/sessions/" + id).at("/media"),
        media ->
            media.at("/codec").asText().equals("PCMA")
                && media.at("/direction").asText().equals("sendonly"));
    follow(bobs, bobRtp);
    asked.handle((_, _) -> 0).get(); // its node is gone
    bobs.hangUp();
    alices.awaitHangUp();
  }

  @Test
  void aTransferHalfWayComesToItsEnd() throws Exception {
    talk();
    SipPeer carol = stage.udpPeer("carol");
    RtpPeer carolRtp = stage.rtp();
    String target = "sip:udp" + carol.port() + "@127.0.0.1:" + doomed().sip().getPort();
    assertThat(alices.refer(target).status()).isEqualTo(202);
    assertThat(alices.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 100 ");
    carol.awaitCall().ring();
    assertThat(alices.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 180 ");

    kill();
    follow(alices, aliceRtp);
    Sdp toBob = follow(bobs, bobRtp);
    SipCall carols = carol.awaitCall(); // anew: the edge of the first INVITE is dead
    carols.answer(carolRtp.sdp());
    SipText news = alices.awaitRequest("NOTIFY", RECOVERY, 200, "");
    while (!news.header("Subscription-State").startsWith("terminated")) {
      news = alices.awaitRequest("NOTIFY", RECOVERY, 200, "");
    }
    assertThat(news.body()).startsWith("SIP/2.0 200 ");
    alices.hangUp();

    bobRtp.speak(700, toBob);
    carolRtp.speak(1_000, carols.theirs());
    hear(bobRtp, 1_000);
    hear(carolRtp, 700);
    bobs.hangUp();
    carols.awaitHangUp();
  }

  /// Alice holds, and the node dies before Bob has answered the re-INVITE that passes it on.
  @Test
  void aHoldThatIsBeingPassedOnReachesTheOtherSide() throws Exception {
    talk("gw");
    assertThat(alices.offerAgain(Sdp.audio(aliceRtp.port(), "sendonly")).direction())
        .isEqualTo("recvonly");
    SipText offer = bobs.awaitRequest("INVITE", 100, "");
    assertThat(new Sdp(offer.body()).direction()).isEqualTo("sendonly");

    kill();
    SipText again =
        bobs.awaitRequest("INVITE", RECOVERY, 200, Sdp.audio(bobRtp.port(), "recvonly"));
    bobs.awaitRequest("ACK", 0, "");
    bobs.follow(again);
    assertThat(new Sdp(again.body()).direction()).as("from the other node").isEqualTo("sendonly");
    SipText news =
        alices.awaitRequest("INVITE", RECOVERY, 200, Sdp.audio(aliceRtp.port(), "sendonly"));
    alices.awaitRequest("ACK", 0, "");
    alices.follow(news);

    assertThat(alices.offerAgain(aliceRtp.sdp()).direction()).isEqualTo("sendrecv");
    Sdp resumed = follow(bobs, bobRtp);
    assertThat(resumed.direction()).isEqualTo("sendrecv");
    bobRtp.speak(700, resumed);
    bobs.hangUp();
    alices.awaitHangUp();
  }

  @Test
  void aMoveHalfWayComesToItsEnd() throws Exception {
    talk();
    SipPeer mobile = stage.udpPeer("mobile");
    RtpPeer mobileRtp = stage.rtp();
    String id = sessionOf(alices);
    post(doomed(), id, "move?to=" + mobile.uri()); // nobody is there to answer it later
    mobile.awaitCall().ring();

    kill();
    follow(alices, aliceRtp);
    Sdp toBob = follow(bobs, bobRtp);
    SipCall mobiles = mobile.awaitCall(); // anew: the edge of the first INVITE is dead
    mobiles.answer(mobileRtp.sdp());
    alices.awaitHangUp();

    bobRtp.speak(700, toBob);
    mobileRtp.speak(1_000, mobiles.theirs());
    hear(bobRtp, 1_000);
    hear(mobileRtp, 700);
    bobs.hangUp();
    mobiles.awaitHangUp();
  }

  @Test
  void aReliable180IsAcknowledgedToTheOtherNode() throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    bobRtp = stage.rtp();
    alices = dial("udp" + bob.port(), "Require: 100rel\r\n");
    bob.awaitCall().ring();
    SipText ringing = alices.awaitStatus(180);
    String unacknowledged = ringing.header("RSeq");

    kill();
    bobs = bob.awaitCall(); // anew
    bobs.ring();
    alices.bind(ringing).moveTo(survivor().sip());
    acknowledge(unacknowledged);
    bobs.answer(bobRtp.sdp());
    alices.awaitAnswer().ack("");
    aliceRtp.speak(400, alices.theirs());
    bobRtp.speak(700, bobs.theirs());
    hearEachOther();
    alices.hangUp();
    bobs.awaitHangUp();
  }

  private void acknowledge(String rseq) {
    String rack = "RAck: " + rseq + " " + alices.invite().cseq() + " INVITE\r\n";
    SipText prack = alices.request("PRACK", rack, "");
    alices.send(prack);
    assertThat(alices.awaitFinal("PRACK", prack.cseq()).status()).isEqualTo(200);
  }

  @Test
  void whoIsHeardEarlyIsHeardOn() throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    bobRtp = stage.rtp();
    alices = dial("udp" + bob.port(), "");
    SipCall first = bob.awaitCall();
    first.respond(183, "", bobRtp.sdp());
    bobRtp.speak(700, first.theirs());
    SipText early = alices.awaitStatus(183);
    aliceRtp.speak(400, new Sdp(early.body()));
    hear(aliceRtp, 700);

    kill();
    bobs = bob.awaitCall(); // anew
    bobs.respond(183, "", bobRtp.sdp());
    bobRtp.speak(700, bobs.theirs());
    hear(aliceRtp, 700);
    bobs.answer(bobRtp.sdp());
    alices.awaitAnswer();
    assertThat(alices.theirs().audioAddress()).isEqualTo(new Sdp(early.body()).audioAddress());
    alices.moveTo(survivor().sip());
    alices.ack("");
    hearEachOther();
    alices.hangUp();
    bobs.awaitHangUp();
  }

  @Test
  void aRegisteredPhoneIsCalledByTheOtherNode() throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    SipCall line = bob.call(doomed().sip(), "bob");
    SipText request = line.request("REGISTER", "Contact: <" + bob.uri() + ">\r\n", "");
    line.send(request);
    assertThat(line.awaitFinal("REGISTER", request.cseq()).status()).as(bob::log).isEqualTo(200);

    doomed().kill();
    SipCall caller = stage.udpPeer("alice").call(survivor().sip(), "bob").invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    caller.hangUp();
    called.awaitHangUp();
  }

  /// The re-INVITE that tells of the other edge refreshes the session too; the next is due 45 s
  /// later, which no test waits for.
  @Test
  void aSessionWithATimerIsRefreshedByTheOtherNode() throws Exception {
    alices = dial("answer", "Supported: timer\r\nSession-Expires: 90;refresher=uas\r\n");
    assertThat(alices.awaitAnswer().ack("").answered().header("Session-Expires"))
        .isEqualTo("90;refresher=uas");
    // Before the ACK is written the other node would wait for it once more.
    Await.value(
        "the call is up",
        survivor().http()::sessions,
        all -> all.size() == 1 && all.getFirst().path("state").asText().equals("Active"));

    kill();
    SipText moved = alices.awaitRequest("INVITE", RECOVERY, 200, aliceRtp.sdp());
    alices.awaitRequest("ACK", 0, "");
    alices.follow(moved);
    assertThat(moved.header("Session-Expires"))
        .as("it is still ours")
        .isEqualTo("90;refresher=uac");
    alices.hangUp();
  }
}
