package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Three processes and a database: calls come by either edge, live on either session node, sound on
/// the media node, and outlive the node they lived on.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class ClusterTest {
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  @RegisterExtension static final Stage stage = new Stage();
  static TandemCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        stage.keep(
            TandemCluster.up(
                stage.folder("cluster"),
                """
                tandem.routes = [
                  { user = echo, do = echo }
                  { user = answer, do = answer }
                  { user = "udp([0-9]+)", do = "bridge sip:bob@127.0.0.1:$1" }
                ]
                """));
    stage.show("cluster", cluster::evidence);
  }

  @AfterEach
  void nothingIsLeft() {
    NodeHttp http = cluster.node(2).http();
    try {
      Await.value("no session is left", http::sessions, List::isEmpty);
    } finally {
      // What a failed test leaves is not the next one's.
      http.sessions().forEach(session -> http.hangUp(session.path("id").asText()));
    }
    Await.value(
        "no leg is left",
        () -> cluster.media().http().metric("tandem_media_legs"),
        legs -> legs == 0);
  }

  private static SipCall call(int node, String name, String user, String sdp) throws Exception {
    return stage.udpPeer(name).call(cluster.node(node).sip(), user).establish(sdp);
  }

  private static Set<String> all(List<JsonNode> sessions, String field) {
    return sessions.stream().map(s -> s.path(field).asText()).collect(Collectors.toSet());
  }

  @Test
  void callsByEitherEdgeLiveOnBothNodesAndSoundOnTheMediaNode() throws Exception {
    var calls = new ArrayList<SipCall>();
    for (int i = 0; i < 6; i++) {
      calls.add(call(1 + i % 2, "alice" + i, "answer", Sdp.audio(7_000)));
    }
    RtpPeer rtp = stage.rtp();
    calls.add(call(1, "bob", "echo", rtp.sdp()));
    rtp.speak(600, calls.getLast().theirs());
    rtp.awaitHears(600);
    assertThat(rtp.source()).isEqualTo(calls.getLast().theirs().audioAddress());

    Await.value("all active", ClusterTest::states, Set.of("Active")::equals);
    List<JsonNode> sessions = cluster.node(1).http().sessions();
    assertThat(sessions).hasSize(7);
    assertThat(all(sessions, "node"))
        .containsExactlyInAnyOrder(cluster.node(1).address(), cluster.node(2).address());
    assertThat(all(sessions, "mediaNode")).containsExactly(cluster.media().address());
    assertThat(cluster.media().http().metric("tandem_media_legs")).isEqualTo(7);
    assertThat(cluster.media().http().metric("tandem_rtp_packets_total")).isPositive();
    assertThat(cluster.node(1).http().metric("tandem_rtp_packets_total")).isZero();
    statusShowsThem();

    for (SipCall call : calls) {
      call.hangUp();
    }
  }

  private static Set<String> states() {
    return all(cluster.node(1).http().sessions(), "state");
  }

  private static void statusShowsThem() throws Exception {
    // A node tells the others how it is once a second or so.
    TandemCluster.Ended status =
        Await.value(
            "status shows 7 sessions and 7 legs",
            () -> cluster.command("status"),
            ended -> sum(ended.text(), "SESSIONS") == 7 && sum(ended.text(), "LEGS") == 7);
    assertThat(status.code()).isZero();
    assertThat(status.text()).contains("node-1", "node-2", "media-1", "ready");
    assertThat(sum(status.text(), "SHARDS")).isEqualTo(100);
  }

  private static int sum(String table, String column) {
    List<String> lines = table.lines().toList();
    int at = List.of(lines.getFirst().split(" +")).indexOf(column);
    return lines.stream()
        .skip(1)
        .map(line -> line.split(" +")[at])
        .filter(cell -> cell.matches("\\d+"))
        .mapToInt(Integer::parseInt)
        .sum();
  }

  @Test
  void theOtherEdgeAnswersWithinACallAsWell() throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = call(1, "alice", "echo", rtp.sdp());
    call.moveTo(cluster.node(2).sip());

    assertThat(call.offerAgain(Sdp.audio(rtp.port(), "sendonly")).direction())
        .isEqualTo("recvonly");
    call.hangUp();

    SipCall back = call(2, "bob", "answer", rtp.sdp());
    back.moveTo(cluster.node(1).sip());
    back.hangUp();
  }

  @Test
  void theOtherEdgeTakesACancel() throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    SipCall caller = stage.udpPeer("alice").call(cluster.node(1).sip(), "udp" + bob.port());
    caller.invite(Sdp.audio(7_000));
    SipCall called = bob.awaitCall();
    called.ring();
    caller.awaitStatus(180);

    caller.moveTo(cluster.node(2).sip());
    caller.cancel();

    assertThat(caller.awaitFinal().status()).isEqualTo(487);
    caller.moveTo(cluster.node(1).sip());
    caller.ackRefusal();
    called.awaitRequest("CANCEL", 200, "");
    called.respond(487, "", "");
    called.awaitRequest("ACK", 0, "");
  }

  @Test
  void bridgedLegsHearEachOtherOverTheMediaNode() throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    RtpPeer aliceRtp = stage.rtp();
    RtpPeer bobRtp = stage.rtp();
    SipCall caller = stage.udpPeer("alice").call(cluster.node(1).sip(), "udp" + bob.port());
    caller.invite(aliceRtp.sdp());
    SipCall called = bob.awaitCall();
    called.answer(bobRtp.sdp());
    caller.awaitAnswer().ack("");
    aliceRtp.speak(400, caller.theirs());
    bobRtp.speak(700, called.theirs());

    aliceRtp.awaitHears(700);
    bobRtp.awaitHears(400);

    // Each side hangs up at the edge it did not come by.
    called.moveTo(cluster.node(2).sip());
    called.hangUp();
    caller.awaitHangUp();
  }

  @Test
  void aCallInByOneEdgeGoesOutByTheOther() throws Exception {
    List<SipCall> held = crowdOfTheFirstNode();
    SipPeer bob = stage.udpPeer("bob");
    RtpPeer aliceRtp = stage.rtp();
    RtpPeer bobRtp = stage.rtp();

    SipCall caller = stage.udpPeer("alice").call(cluster.node(1).sip(), "udp" + bob.port());
    caller.invite(aliceRtp.sdp());
    SipCall called = bob.awaitCall();

    assertThat(called.invite().header("Via"))
        .contains("127.0.0.1:" + cluster.node(2).sip().getPort());
    called.answer(bobRtp.sdp());
    caller.awaitAnswer().ack("");
    aliceRtp.speak(400, caller.theirs());
    bobRtp.speak(700, called.theirs());
    aliceRtp.awaitHears(700);
    bobRtp.awaitHears(400);
    called.hangUp();
    caller.awaitHangUp();
    for (SipCall call : held) {
      call.hangUp();
    }
  }

  /// So many calls that the first node leaves new ones to the second: over 100 more than that has,
  /// and a quarter. Some of them may be at the second one already when they come slowly.
  private static List<SipCall> crowdOfTheFirstNode() throws Exception {
    SipPeer crowd = stage.udpPeer("crowd");
    var held = new ArrayList<SipCall>();
    do {
      int more = held.isEmpty() ? 105 : 1;
      for (int i = 0; i < more; i++) {
        held.add(crowd.call(cluster.node(1).sip(), "answer").establish(Sdp.audio(7_000)));
      }
      Await.value(
          "the first node knows how full both are",
          () -> sessionsAt(cluster.node(1)) + sessionsAt(cluster.node(2)),
          all -> all == held.size());
      assertThat(held).as("calls until the second node was clearly emptier").hasSizeLessThan(200);
    } while (sessionsAt(cluster.node(1)) <= 1.25 * sessionsAt(cluster.node(2)) + 100);
    return held;
  }

  private static int sessionsAt(TandemCluster.Member member) throws Exception {
    return cluster.node(1).http().nodes().stream()
        .filter(node -> node.path("address").asText().equals(member.address()))
        .mapToInt(node -> node.path("sessions").asInt())
        .sum();
  }

  @Test
  void callsOfAKilledNodeGoOnWithTheOther() throws Exception {
    TandemCluster.Member doomed = cluster.node(1);
    TandemCluster.Member survivor = cluster.node(2);
    var calls = new ArrayList<SipCall>();
    for (int i = 0; i < 19; i++) {
      calls.add(call(1, "alice" + i, "answer", Sdp.audio(7_000)));
    }
    RtpPeer rtp = stage.rtp();
    calls.add(call(1, "bob", "echo", rtp.sdp()));
    rtp.speak(600, calls.getLast().theirs());
    Await.value("all active", ClusterTest::states, Set.of("Active")::equals);
    Map<String, String> before = parties(survivor.http().sessions());
    assertThat(before).hasSize(20);
    assertThat(all(survivor.http().sessions(), "node")).contains(doomed.address());

    long killed = System.nanoTime();
    doomed.kill();
    try {
      Await.value(
          "all 20 live on the other node, as they were",
          RECOVERY,
          survivor.http()::sessions,
          now ->
              parties(now).equals(before)
                  && all(now, "node").equals(Set.of(survivor.address()))
                  && all(now, "state").equals(Set.of("Active")));
      long ms = (System.nanoTime() - killed) / 1_000_000;
      System.getLogger("e2e").log(System.Logger.Level.INFO, "20 calls recovered after {0} ms", ms);
      rtp.forget();
      rtp.awaitHears(600);

      for (SipCall call : calls) {
        call.moveTo(survivor.sip());
        call.hangUp();
      }
      TandemCluster.Ended status = cluster.command("status");
      assertThat(status.code()).isEqualTo(1);
      assertThat(status.text()).contains("ended");
    } finally {
      cluster.repair();
    }
  }

  /// Who talks to whom, by session.
  private static Map<String, String> parties(List<JsonNode> sessions) {
    var parties = new TreeMap<String, String>();
    for (JsonNode session : sessions) {
      parties.put(
          session.path("id").asText(),
          String.join(
              " ",
              session.path("role").asText(),
              session.path("from").asText(),
              session.path("to").asText(),
              session.path("callId").asText(),
              session.path("mediaNode").asText()));
    }
    return parties;
  }
}
