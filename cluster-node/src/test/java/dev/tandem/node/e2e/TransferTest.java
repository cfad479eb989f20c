package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Alice talks to Bob through the node, and somebody takes her place.
@Tag("end-to-end")
@Timeout(60)
class TransferTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  private SipPeer alice;
  private RtpPeer aliceRtp;
  private RtpPeer bobRtp;
  private RtpPeer carolRtp;
  private SipCall bobs;

  @BeforeAll
  static void start() throws Exception {
    node =
        stage.node(
            "--set",
            "tandem.routes=[{ user = \"at([0-9]+)\", do = \"bridge sip:bob@127.0.0.1:$1\" }]");
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  /// Alice has called Bob, and they hear each other.
  private SipCall talking() throws Exception {
    alice = stage.udpPeer("alice");
    SipPeer bob = stage.udpPeer("bob");
    aliceRtp = stage.rtp();
    bobRtp = stage.rtp();
    SipCall caller = alice.call(node.sip(), "at" + bob.port()).invite(aliceRtp.sdp());
    bobs = bob.awaitCall();
    bobs.answer(bobRtp.sdp());
    caller.awaitAnswer().ack("");
    aliceRtp.speak(400, caller.theirs());
    bobRtp.speak(700, bobs.theirs());
    bobRtp.awaitHears(400);
    return caller;
  }

  private static String escaped(String replaces) {
    return URLEncoder.encode(replaces, StandardCharsets.UTF_8);
  }

  @Test
  void theFarEndsOfTwoCallsAreConnectedAndAliceLeavesBoth() throws Exception {
    SipCall first = talking();
    SipPeer carol = stage.udpPeer("carol");
    carolRtp = stage.rtp();
    SipCall second = alice.call(node.sip(), "at" + carol.port()).invite(Sdp.audio(7_000));
    SipCall carols = carol.awaitCall();
    carols.answer(carolRtp.sdp());
    second.awaitAnswer().ack("");
    carolRtp.speak(1_000, carols.theirs());

    String target = "sip:at" + carol.port() + "@127.0.0.1:" + node.sip().getPort();
    assertThat(first.refer(target + "?Replaces=" + escaped(second.replaces())).status())
        .isEqualTo(202);

    assertThat(first.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 100 ");
    assertThat(first.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 200 ");
    second.awaitHangUp();
    first.hangUp();
    bobRtp.forget();
    bobRtp.awaitHears(1_000);
    carolRtp.awaitHears(700);

    bobs.hangUp();
    carols.awaitHangUp();
  }

  @Test
  void aConsultationThatHasEndedIsNotConnected() throws Exception {
    SipCall first = talking();
    String gone = bobs.replaces().replaceFirst("from-tag=.*", "from-tag=somebody");

    assertThat(first.refer("sip:x@127.0.0.1?Replaces=" + escaped(gone)).status()).isEqualTo(202);
    assertThat(first.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 100 ");
    assertThat(first.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 481 ");

    first.hangUp();
    bobs.awaitHangUp();
  }

  @Test
  void whoCallsWithReplacesPicksUpTheCall() throws Exception {
    SipCall first = talking();
    SipPeer dave = stage.udpPeer("dave");
    RtpPeer daveRtp = stage.rtp();
    SipCall taking = dave.call(node.sip(), "anybody");
    String wish = "Replaces: " + bobs.replaces() + "\r\nRequire: replaces\r\n";
    taking.inviteWith(taking.request("INVITE", wish, daveRtp.sdp())).awaitAnswer().ack("");
    bobs.awaitHangUp();

    daveRtp.speak(1_300, taking.theirs());
    aliceRtp.forget();
    aliceRtp.awaitHears(1_300);
    daveRtp.awaitHears(400);

    first.hangUp();
    taking.awaitHangUp();
  }

  @Test
  void whoNamesACallThatIsNotThereGets481() throws Exception {
    SipPeer dave = stage.udpPeer("dave");
    SipCall call = dave.call(node.sip(), "anybody");
    String wish = "Replaces: nothing;to-tag=x;from-tag=y\r\n";
    call.inviteWith(call.request("INVITE", wish, Sdp.audio(7_000)));

    assertThat(call.awaitOutcome().status()).isEqualTo(481);
  }
}
