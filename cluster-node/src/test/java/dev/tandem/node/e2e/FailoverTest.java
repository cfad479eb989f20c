package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two session nodes and two media nodes: whichever dies, two people who talk go on talking.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class FailoverTest {
  private static final Duration RECOVERY = Duration.ofSeconds(20);

  @RegisterExtension static final Stage stage = new Stage();
  static TandemCluster cluster;

  private SipPeer alice;
  private SipPeer bob;
  private RtpPeer aliceRtp;
  private RtpPeer bobRtp;
  private SipCall caller;
  private SipCall called;
  private long killed;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        stage.keep(
            TandemCluster.up(
                stage.folder("failover"),
                2,
                2,
                """
                tandem.routes = [
                  { user = echo, do = echo }
                  { user = "(room-[a-z]+)", do = "conference $1" }
                  { user = "udp([0-9]+)", do = "bridge sip:bob@127.0.0.1:$1" }
                  { user = "phone([0-9]+)", do = "bridge sip:softphone@127.0.0.1:$1" }
                ]
                """));
    stage.show("cluster", cluster::evidence);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    cluster.repair();
    Await.value("no session is left", cluster.node(2).http()::sessions, List::isEmpty);
  }

  /// Alice calls Bob by the first node, and both talk.
  private void talk() throws Exception {
    alice = stage.udpPeer("alice");
    bob = stage.udpPeer("bob");
    aliceRtp = stage.rtp();
    bobRtp = stage.rtp();
    caller = alice.call(cluster.node(1).sip(), "udp" + bob.port());
    caller.invite(aliceRtp.sdp());
    called = bob.awaitCall();
    called.answer(bobRtp.sdp());
    caller.awaitAnswer().ack("");
    aliceRtp.speak(400, caller.theirs());
    bobRtp.speak(700, called.theirs());
    hearEachOther();
  }

  private void hearEachOther() {
    aliceRtp.forget();
    bobRtp.forget();
    aliceRtp.awaitHears(700);
    bobRtp.awaitHears(400);
  }

  /// Takes a re-INVITE as a phone does: answers with what it had, sends where it is told.
  private static SipCall follow(SipCall call, RtpPeer rtp, int tone) {
    SipText again = call.awaitRequest("INVITE", RECOVERY, 200, rtp.sdp());
    call.awaitRequest("ACK", 0, "");
    call.follow(again);
    rtp.speak(tone, new Sdp(again.body()));
    return call;
  }

  private void kill(TandemCluster.Member member) {
    killed = System.nanoTime();
    member.kill();
  }

  private void took(String what) {
    long ms = (System.nanoTime() - killed) / 1_000_000;
    System.getLogger("e2e").log(System.Logger.Level.INFO, what + " after {0} ms", ms);
  }

  private String mediaNode() {
    return cluster.node(2).http().sessions().getFirst().path("mediaNode").asText();
  }

  @Test
  void whatIsMutedStaysMutedOnAnotherMediaNode() throws Exception {
    talk();
    String doomed = mediaNode();
    var sessions = cluster.node(2).http().sessions();
    String id =
        sessions.stream()
            .filter(it -> it.path("callId").asText().equals(caller.callId()))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    cluster.node(2).http().post("/api/v1/sessions/" + id + "/mute?what=in");
    bobRtp.forget();
    bobRtp.awaitHears();

    kill(cluster.at(doomed));
    follow(caller, aliceRtp, 400);
    follow(called, bobRtp, 700);
    aliceRtp.forget();
    aliceRtp.awaitHears(700);
    assertThat(bobRtp.heard()).isEmpty();
    cluster.node(2).http().post("/api/v1/sessions/" + id + "/unmute");
    hearEachOther();
    caller.hangUp();
    called.awaitRequest("BYE", 200, "");
  }

  @Test
  void aKilledMediaNodeIsReplaced() throws Exception {
    talk();
    String doomed = mediaNode();

    kill(cluster.at(doomed));
    follow(caller, aliceRtp, 400);
    follow(called, bobRtp, 700);
    took("both legs were offered anew");

    hearEachOther();
    assertThat(mediaNode()).isNotEqualTo(doomed);
    called.hangUp();
    caller.awaitHangUp();
  }

  @Test
  void aKilledSessionNodeAndEdgeIsReplaced() throws Exception {
    talk();

    kill(cluster.node(1));
    follow(caller, aliceRtp, 400);
    follow(called, bobRtp, 700);
    took("both legs were offered anew");

    hearEachOther();
    called.hangUp();
    caller.awaitHangUp();
  }

  /// The callee is called anew, since the answer to the first INVITE would go to a dead edge; the
  /// caller gets its 200 from the other one.
  @Test
  void aCallThatRingsGoesOnRinging() throws Exception {
    alice = stage.udpPeer("alice");
    bob = stage.udpPeer("bob");
    aliceRtp = stage.rtp();
    bobRtp = stage.rtp();
    caller = alice.call(cluster.node(1).sip(), "udp" + bob.port());
    caller.invite(aliceRtp.sdp());
    bob.awaitCall().ring();
    caller.awaitStatus(180);

    kill(cluster.node(1));
    called = bob.awaitCall();
    took("the callee was called anew");
    called.answer(bobRtp.sdp());
    caller.awaitAnswer();
    caller.moveTo(cluster.node(2).sip());
    caller.ack("");
    aliceRtp.speak(400, caller.theirs());
    bobRtp.speak(700, called.theirs());

    hearEachOther();
    called.hangUp();
    caller.awaitHangUp();
  }

  @Test
  void aCallOverTcpIsReachedByAnotherConnection() throws Exception {
    alice = stage.tcpPeer("alice");
    aliceRtp = stage.rtp();
    caller = alice.call(cluster.node(1).sip(), "echo").establish(aliceRtp.sdp());
    aliceRtp.speak(600, caller.theirs());
    aliceRtp.awaitHears(600);

    kill(cluster.node(1));
    follow(caller, aliceRtp, 600);
    took("the caller was reached over TCP");

    aliceRtp.forget();
    aliceRtp.awaitHears(600);
    caller.hangUp();
  }

  /// Two phones people use: first the machine of their session and edge dies, then that of their
  /// audio.
  @Test
  void twoSoftphonesGoOnTalking() throws Exception {
    int seconds = 18;
    Baresip called = stage.keep(new Baresip(stage.folder("called"))).answer(700, seconds + 4);
    stage.show("the called softphone", called::evidence);
    Baresip caller = stage.keep(new Baresip(stage.folder("caller")));
    stage.show("the calling softphone", caller::evidence);
    caller.call(cluster.node(1).sip(), "phone" + called.port(), 400, seconds);
    Await.value("both are in the call", cluster.node(2).http()::sessions, FailoverTest::areUp);

    kill(cluster.node(1));
    Await.value(
        "both sessions are at the other node",
        RECOVERY,
        this::owners,
        it -> it.equals(Set.of(cluster.node(2).address())));
    String doomed = mediaNode();
    kill(cluster.at(doomed));
    Await.value("the audio is elsewhere", RECOVERY, this::mediaNode, it -> !it.equals(doomed));

    for (var phone : Map.of(caller, 700, called, 400).entrySet()) {
      short[] heard = phone.getKey().recording();
      int hz = phone.getValue();
      long clear = Tones.seconds(heard).filter(it -> Tones.amplitude(it, hz) > 6_000).count();
      assertThat(clear).as("seconds in which %d Hz is clear", hz).isGreaterThan(seconds - 8);
    }
    Await.value("the call is over", cluster.node(2).http()::sessions, List::isEmpty);
  }

  private static boolean areUp(List<JsonNode> sessions) {
    return sessions.size() == 2
        && sessions.stream().allMatch(it -> it.path("state").asText().equals("Active"));
  }

  private Set<String> owners() {
    return cluster.node(2).http().sessions().stream()
        .map(it -> it.path("node").asText())
        .collect(Collectors.toSet());
  }

  private record Guest(SipCall call, RtpPeer rtp, int hz) {}

  @Test
  void aRoomMovesWithAllThatAreInIt() throws Exception {
    List<Guest> guests = new ArrayList<>();
    for (int hz : new int[] {400, 700, 1100}) {
      RtpPeer rtp = stage.rtp();
      SipCall call = stage.udpPeer("guest" + hz).call(cluster.node(2).sip(), "room-moves");
      call.establish(rtp.sdp());
      rtp.speak(hz, call.theirs());
      guests.add(new Guest(call, rtp, hz));
    }
    guests.getFirst().rtp.awaitHears(700, 1100);
    String doomed = mediaNode();

    kill(cluster.at(doomed));
    for (Guest guest : guests) {
      follow(guest.call, guest.rtp, guest.hz);
      guest.rtp.forget();
    }
    took("all guests were offered anew");

    guests.get(0).rtp.awaitHears(700, 1100);
    guests.get(1).rtp.awaitHears(400, 1100);
    guests.get(2).rtp.awaitHears(400, 700);
    for (Guest guest : guests) {
      guest.call.hangUp();
    }
  }

  @Test
  void aLoneNodeThatComesBackHasItsCallsBack() throws Exception {
    Path dir = stage.folder("lone");
    String[] ports = {"--sip-port", Integer.toString(freePort())};
    TandemNode node = stage.keep(TandemNode.start(dir, ports));
    alice = stage.udpPeer("alice");
    aliceRtp = stage.rtp();
    caller = alice.call(node.sip(), "echo").establish(aliceRtp.sdp());
    aliceRtp.speak(600, caller.theirs());
    aliceRtp.awaitHears(600);

    killed = System.nanoTime();
    node.kill();
    TandemNode again = stage.keep(TandemNode.start(dir, ports));
    stage.show("lone", again::evidence);
    follow(caller, aliceRtp, 600);
    took("a lone node was back and its caller was told");

    aliceRtp.forget();
    aliceRtp.awaitHears(600);
    caller.hangUp();
    again.awaitQuiet();
  }

  private static int freePort() throws Exception {
    try (var socket = new java.net.DatagramSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
