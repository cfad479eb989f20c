package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Peers that are slow, forgetful or offer late.
@Tag("end-to-end")
@Timeout(90)
class DialogTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    // 64 times T1 is how long an ACK is awaited: 6.4 s here.
    node = stage.node("--set", "tandem.session.t1=100ms", "--set", "tandem.session.t2=400ms");
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  private static long count(SipPeer peer, int status, String method) {
    return peer.received().stream().filter(message -> message.is(status, method)).count();
  }

  @Test
  void anAnswerWithoutAckIsRepeatedAndThenHungUp() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipCall call = alice.call(node.sip(), "answer").invite(Sdp.audio(7_000)).awaitAnswer();

    call.awaitHangUp();

    assertThat(count(alice, 200, "INVITE")).as(alice::log).isGreaterThan(5);
  }

  @Test
  void anAckStopsTheRepeats() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipCall call = alice.call(node.sip(), "answer").invite(Sdp.audio(7_000)).awaitAnswer();
    Await.value("a repeat", () -> count(alice, 200, "INVITE"), seen -> seen >= 3);

    call.ack("");
    call.ask("INFO", "");
    long seen = count(alice, 200, "INVITE");
    call.awaitNothing(Duration.ofSeconds(1));

    assertThat(count(alice, 200, "INVITE")).isEqualTo(seen);
    call.hangUp();
  }

  @Test
  void optionsWithinACallTellWhatWeTake() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipCall call = alice.call(node.sip(), "answer").establish(Sdp.audio(7_000));

    SipText answer = call.ask("OPTIONS", "");

    assertThat(answer.start()).as(alice::log).startsWith("SIP/2.0 200");
    assertThat(answer.all("Accept")).as(alice::log).hasSize(1);
    assertThat(answer.header("Accept")).contains("application/sdp");
    assertThat(answer.all("Allow")).as(alice::log).hasSize(1);
    call.hangUp();
  }

  @Test
  void aRepeatedInviteMakesNoSecondCall() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipCall call = alice.call(node.sip(), "answer").invite(Sdp.audio(7_000));
    call.repeat();
    call.repeat();
    call.awaitAnswer();
    call.repeat();
    call.ack("");

    Await.value("active", () -> node.http().sessions(), all -> all.toString().contains("Active"));
    assertThat(node.http().sessions()).hasSize(1);
    assertThat(alice.received().stream().map(m -> m.tag("To")).filter(t -> !t.isEmpty()).distinct())
        .as(alice::log)
        .hasSize(1);
    call.hangUp();
  }

  @Test
  void aCallerMayLeaveTheOfferToUs() throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer("alice").call(node.sip(), "echo").invite("").awaitAnswer();
    assertThat(call.theirs().text()).contains("m=audio ");

    call.ack(rtp.sdp());
    rtp.speak(600, call.theirs());
    rtp.awaitHears(600);

    call.hangUp();
  }

  @Test
  void aPeerHoldsAndResumes() throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer("alice").call(node.sip(), "echo").establish(rtp.sdp());
    rtp.speak(600, call.theirs());
    rtp.awaitHears(600);

    assertThat(call.offerAgain(Sdp.audio(rtp.port(), "sendonly")).direction())
        .isEqualTo("recvonly");
    assertThat(call.offerAgain(rtp.sdp()).direction()).isEqualTo("sendrecv");
    rtp.forget();
    rtp.awaitHears(600);

    call.hangUp();
  }

  @Test
  void aPeerHoldsTheOldWayWithAddressZero() throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer("alice").call(node.sip(), "tone").establish(rtp.sdp());
    Await.value("it plays", rtp::received, count -> count > 10);

    call.offerAgain(Sdp.description("0.0.0.0", "audio " + rtp.port() + " RTP/AVP 0", "sendrecv"));
    awaitSilence(rtp);
    call.offerAgain(rtp.sdp());
    long before = rtp.received();
    Await.value("it plays again", rtp::received, count -> count > before + 10);

    call.hangUp();
  }

  /// No packet for half a second.
  private static void awaitSilence(RtpPeer rtp) {
    long[] last = {rtp.received(), System.nanoTime()};
    Await.value(
        "nothing is sent any more",
        () -> {
          if (rtp.received() != last[0]) {
            last[0] = rtp.received();
            last[1] = System.nanoTime();
          }
          return System.nanoTime() - last[1];
        },
        quietNs -> quietNs > 500_000_000);
  }

  @Test
  void aRequestOfAnUnknownDialogIsRefused() throws Exception {
    SipCall call = stage.udpPeer("alice").call(node.sip(), "answer").establish(Sdp.audio(7_000));
    call.hangUp();

    assertThat(call.ask("BYE", "").status()).isEqualTo(481);
    assertThat(call.ask("INVITE", Sdp.audio(7_000)).status()).isEqualTo(481);
  }
}
