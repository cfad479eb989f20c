package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What strangers send. The sender gets the right status or nothing, a counter moves, the log stays
/// short, and the next call goes through.
@Tag("end-to-end")
@Timeout(60)
class BadInputTest {
  private static final String DROPPED = "tandem_sip_guard_total{verdict=\"";
  private static final String KIND = "tandem_sip_transport_total{kind=\"";
  private static final int LOG_MAY_GROW = 10_000;

  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  private long logBefore;

  @BeforeAll
  static void start() throws Exception {
    node = stage.node("--set", "tandem.sip.transport.stream.message-within=2s");
  }

  @BeforeEach
  void look() throws IOException {
    logBefore = node.logBytes();
  }

  @AfterEach
  void theNodeGoesOn() throws Exception {
    stage.udpPeer("bob").call(node.sip(), "answer").establish(Sdp.audio(7_000)).hangUp();
    stage.tcpPeer("carol").call(node.sip(), "answer").establish(Sdp.audio(7_000)).hangUp();
    assertThat(node.logBytes() - logBefore).as(node::log).isLessThan(LOG_MAY_GROW);
    assertThat(node.log()).doesNotContain("\tat ");
    node.awaitQuiet();
  }

  private static double counted(String series) {
    return node.http().metric(series);
  }

  private static void awaitCounted(String series, double more) {
    Await.value(series + " moves", () -> counted(series), now -> now >= more);
  }

  private static void datagram(DatagramSocket socket, byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, node.sip()));
  }

  private static Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), node.sip().getPort());
    socket.setSoTimeout(10_000);
    return stage.keep(socket);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// All until the node closes the connection.
  private static String readAll(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return e.getMessage(); // reset: closed with what we had sent unread
    }
  }

  private static SipText invite(String transport, String headers) throws IOException {
    SipPeer peer = transport.equals("tcp") ? stage.tcpPeer("eve") : stage.udpPeer("eve");
    return peer.call(node.sip(), "answer").request("INVITE", headers, Sdp.audio(7_000));
  }

  @Test
  void garbageDatagramsAreCountedAndForgotten() throws Exception {
    long seed = 20_261_121;
    var random = new Random(seed);
    byte[] invite = invite("udp", "").text().getBytes(StandardCharsets.UTF_8);
    double before = counted("tandem_sip_guard_total") + counted("tandem_sip_transport_total");
    try (var socket = new DatagramSocket()) {
      for (int i = 0; i < 1_000; i++) {
        var noise = new byte[random.nextInt(1, 1_400)];
        random.nextBytes(noise);
        datagram(socket, noise);
        byte[] torn = invite.clone();
        for (int hit = 0; hit < 20; hit++) {
          torn[random.nextInt(torn.length)] = (byte) random.nextInt();
        }
        datagram(socket, torn);
      }
    }
    Await.value(
        "counters move, seed " + seed,
        () -> counted("tandem_sip_guard_total") + counted("tandem_sip_transport_total"),
        now -> now > before + 500);
  }

  @Test
  void anOversizedDatagramIsNotRead() throws Exception {
    double before = counted(DROPPED + "rejected") + counted(DROPPED + "dropped");
    SipPeer eve = stage.udpPeer("eve");
    SipCall call = eve.call(node.sip(), "answer");

    call.send(call.request("INVITE", "Subject: " + "x".repeat(20_000) + "\r\n", ""));

    Await.value(
        "a counter moves",
        () -> counted(DROPPED + "rejected") + counted(DROPPED + "dropped"),
        now -> now > before);
    assertThat(eve.received()).as(eve::log).allMatch(m -> m.status() == 513 || m.status() == 400);
  }

  @Test
  void anOversizedHeaderEndsItsConnection() throws Exception {
    double before = counted(KIND + "tcp-header-too-large");
    Socket socket = connect();

    write(socket, invite("tcp", "Subject: ").text().split("Subject: ")[0] + "Subject: ");
    for (int i = 0; i < 40; i++) {
      try {
        write(socket, "x".repeat(1_024));
      } catch (SocketException e) {
        break; // closed already
      }
    }
    readAll(socket);

    awaitCounted(KIND + "tcp-header-too-large", before + 1);
  }

  @Test
  void aBodyOfTwoBillionBytesIsNotWaitedFor() throws Exception {
    double before = counted(KIND + "tcp-body-too-large");
    Socket socket = connect();

    write(
        socket,
        invite("tcp", "")
            .text()
            .replaceFirst("Content-Length: \\d+", "Content-Length: 2000000000"));

    assertThat(readAll(socket)).matches("(?s)(SIP/2.0 (513|400|413) .*|Connection reset)?");
    awaitCounted(KIND + "tcp-body-too-large", before + 1);
  }

  @Test
  void halfOpenConnectionsAreClosed() throws Exception {
    double before = counted(KIND + "tcp-message-too-slow");
    List<Socket> half = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Socket socket = connect();
      write(socket, "INVITE sip:answer@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1");
      half.add(socket);
    }
    // Others are served meanwhile.
    stage.tcpPeer("dave").call(node.sip(), "answer").establish(Sdp.audio(7_000)).hangUp();

    for (Socket socket : half) {
      readAll(socket);
    }
    awaitCounted(KIND + "tcp-message-too-slow", before + 50);
  }

  @Test
  void anOfferWithNothingWeSpeakIsNotAcceptable() throws Exception {
    double before = counted("tandem_setups_total{outcome=\"refused\"}");

    assertThat(outcome("answer", Sdp.description("127.0.0.1", "video 7000 RTP/AVP 96", "sendrecv")))
        .isEqualTo(488);
    assertThat(outcome("answer", Sdp.description("127.0.0.1", "audio 7000 RTP/AVP 96", "sendrecv")))
        .isEqualTo(488);

    awaitCounted("tandem_setups_total{outcome=\"refused\"}", before + 2);
  }

  @Test
  void aBrokenOfferIsABadRequest() throws Exception {
    double before = counted("tandem_setups_total{outcome=\"refused\"}");

    assertThat(outcome("answer", "v=0\r\nthis is no description\r\n")).isEqualTo(400);

    awaitCounted("tandem_setups_total{outcome=\"refused\"}", before + 1);
  }

  @Test
  void anUnknownUserIsNotFound() throws Exception {
    double before = counted("tandem_setups_total{outcome=\"refused\"}");

    assertThat(outcome("nobody", Sdp.audio(7_000))).isEqualTo(404);

    awaitCounted("tandem_setups_total{outcome=\"refused\"}", before + 1);
  }

  private static int outcome(String user, String sdp) throws Exception {
    return stage.udpPeer("eve").call(node.sip(), user).invite(sdp).awaitOutcome().status();
  }

  @Test
  void aFullPortRangeIsBusyUntilACallEnds() throws Exception {
    TandemNode small = stage.node("--rtp-ports", "19998-19999");
    double before = small.http().metric("tandem_setups_total{outcome=\"failed\"}");
    SipCall first = stage.udpPeer("alice").call(small.sip(), "answer").establish(Sdp.audio(7_000));

    SipText refused =
        stage.udpPeer("eve").call(small.sip(), "answer").invite(Sdp.audio(7_002)).awaitOutcome();

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).matches("\\d+");
    assertThat(small.http().metric("tandem_setups_total{outcome=\"failed\"}"))
        .isEqualTo(before + 1);
    first.hangUp();
    Await.value(
        "there is room again",
        () ->
            stage
                .udpPeer("dave")
                .call(small.sip(), "answer")
                .invite(Sdp.audio(7_004))
                .awaitOutcome()
                .status(),
        status -> status == 200);
    assertThat(small.log()).doesNotContain("\tat ");
  }

  @Test
  void whatWeDoNotKnowIsRefusedByItsOwnStatus() throws Exception {
    SipPeer eve = stage.udpPeer("eve");

    assertThat(eve.call(node.sip(), "answer").ask("PUBLISH", "").status()).isEqualTo(489);
    assertThat(eve.call(node.sip(), "answer").ask("DANCE", "").status()).isEqualTo(501);
    assertThat(eve.call(node.sip(), "answer").ask("BYE", "").status()).isEqualTo(481);
    assertThat(asked(eve, "Require: telepathy\r\n").status()).isEqualTo(420);
  }

  private static SipText asked(SipPeer peer, String header) {
    SipCall call = peer.call(node.sip(), "answer");
    SipText invite = call.request("INVITE", header, Sdp.audio(7_000));
    call.send(invite);
    return peer.await("420", m -> m.status() >= 200 && m.method().equals("INVITE")).message();
  }
}
