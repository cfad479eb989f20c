package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Several phones of one person (RFC 3261 §16.7, RFC 3326).
@Tag("end-to-end")
@Timeout(60)
class RingingTest {
  static final String ELSEWHERE = "SIP;cause=200;text=\"Call completed elsewhere\"";

  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  private int phones;

  @BeforeAll
  static void start() throws Exception {
    node =
        stage.node(
            "--set",
            "tandem.registrar.allow=anybody",
            "--set",
            "tandem.registrar.ring-each=1 s",
            "--set",
            "tandem.routes=[{ user = \"turn-.*\", do = \"registered serial\" },"
                + " { user = \".*\", do = registered }]");
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  /// Registers the phone for the user, besides those that are.
  private static SipPeer register(SipPeer phone, String user, String parameters) {
    SipCall line = phone.call(node.sip(), user);
    String contact = "Contact: <" + phone.uri() + ">" + parameters;
    SipText request = line.request("REGISTER", contact + "\r\nExpires: 300\r\n", "");
    line.send(request);
    assertThat(line.awaitFinal("REGISTER", request.cseq()).status()).as(phone::log).isEqualTo(200);
    return phone;
  }

  private SipPeer phone(String user, String parameters) throws IOException {
    return register(stage.udpPeer("phone" + ++phones), user, parameters);
  }

  private SipPeer tcpPhone(String user) throws IOException {
    return register(stage.tcpPeer("phone" + ++phones), user, "");
  }

  private static SipCall call(String user) throws IOException {
    return stage.udpPeer("alice").call(node.sip(), user).invite(Sdp.audio(7_000));
  }

  /// Waits for the CANCEL and does as it says.
  static SipText awaitCancel(SipCall phone) {
    SipText cancel = phone.awaitRequest("CANCEL", 200, "");
    refuse(phone, 487);
    return cancel;
  }

  static void refuse(SipCall phone, int status) {
    phone.respond(status, "", "");
    phone.awaitRequest("ACK", 0, "");
  }

  private static void talkAndHangUp(SipCall caller, SipCall called) {
    caller.awaitAnswer().ack("");
    caller.hangUp();
    called.awaitHangUp();
  }

  @Test
  void allRingAndTheFirstThatAnswersHasTheCall() throws Exception {
    SipPeer one = phone("both", "");
    SipPeer two = tcpPhone("both");
    SipCall caller = call("both");
    SipCall first = one.awaitCall();
    SipCall second = two.awaitCall();
    first.ring();
    second.ring();
    caller.awaitStatus(180);

    second.answer(Sdp.audio(7_002));
    assertThat(awaitCancel(first).header("Reason")).isEqualTo(ELSEWHERE);
    talkAndHangUp(caller, second);
  }

  @Test
  void oneThatAnswersAtTheSameMomentIsAcknowledgedAndHungUp() throws Exception {
    SipPeer one = phone("race", "");
    SipPeer two = phone("race", "");
    SipCall caller = call("race");
    SipCall first = one.awaitCall();
    SipCall second = two.awaitCall();
    first.ring();
    second.ring();
    second.answer(Sdp.audio(7_002));

    first.awaitRequest("CANCEL", 200, "");
    first.answer(Sdp.audio(7_004));
    assertThat(first.awaitRequest("BYE", 200, "").header("Reason")).isEqualTo(ELSEWHERE);
    talkAndHangUp(caller, second);
  }

  @Test
  void whoDidNotGetTheCallIsNotHeard() throws Exception {
    SipPeer one = phone("quiet", "");
    SipPeer two = phone("quiet", "");
    RtpPeer aliceRtp = stage.rtp();
    RtpPeer oneRtp = stage.rtp();
    RtpPeer twoRtp = stage.rtp();
    SipCall caller = stage.udpPeer("alice").call(node.sip(), "quiet").invite(aliceRtp.sdp());
    SipCall first = one.awaitCall();
    SipCall second = two.awaitCall();
    first.respond(183, "", oneRtp.sdp());
    oneRtp.speak(600, first.theirs());
    second.answer(twoRtp.sdp());
    first.awaitRequest("CANCEL", 200, ""); // and goes on sending early media
    caller.awaitAnswer().ack("");
    aliceRtp.speak(400, caller.theirs());
    twoRtp.speak(700, second.theirs());

    aliceRtp.awaitHears(700); // and nothing else
    twoRtp.awaitHears(400);
    refuse(first, 487);
    caller.hangUp();
    second.awaitHangUp();
  }

  @Test
  void busyOnOneDoesNotStopTheOther() throws Exception {
    SipPeer one = phone("half", "");
    SipPeer two = phone("half", "");
    SipCall caller = call("half");
    refuse(one.awaitCall(), 486);
    SipCall second = two.awaitCall();
    second.ring();
    caller.awaitStatus(180);

    second.answer(Sdp.audio(7_002));
    talkAndHangUp(caller, second);
  }

  @Test
  void allBusyIsBusy() throws Exception {
    SipPeer one = phone("busy", "");
    SipPeer two = phone("busy", "");
    SipCall caller = call("busy");
    refuse(one.awaitCall(), 500);
    refuse(two.awaitCall(), 486);

    assertThat(caller.awaitOutcome().status()).isEqualTo(486);
  }

  @Test
  void aDeclineOfOneEndsItForAll() throws Exception {
    SipPeer one = phone("no", "");
    SipPeer two = phone("no", "");
    SipCall caller = call("no");
    SipCall first = one.awaitCall();
    first.ring();
    refuse(two.awaitCall(), 603);

    assertThat(awaitCancel(first).header("Reason")).startsWith("SIP;cause=603");
    assertThat(caller.awaitOutcome().status()).isEqualTo(603);
  }

  @Test
  void theCallersCancelReachesAll() throws Exception {
    SipPeer one = phone("given-up", "");
    SipPeer two = phone("given-up", "");
    SipCall caller = call("given-up");
    SipCall first = one.awaitCall();
    SipCall second = two.awaitCall();
    first.ring();
    second.ring();
    caller.awaitStatus(180);

    caller.cancel();
    assertThat(caller.awaitOutcome().status()).isEqualTo(487);
    awaitCancel(first);
    awaitCancel(second);
  }

  @Test
  void inTurnTheHighestQIsFirst() throws Exception {
    SipPeer low = phone("turn-bob", ";q=0.2");
    SipPeer high = phone("turn-bob", ";q=0.9");
    SipPeer middle = phone("turn-bob", ";q=0.5");
    SipCall caller = call("turn-bob");
    refuse(high.awaitCall(), 486);
    SipCall second = middle.awaitCall();
    second.ring();

    assertThat(awaitCancel(second).header("Reason"))
        .as("it has rung for as long as it may")
        .isEqualTo("SIP;cause=480;text=\"Not answered in time\"");
    SipCall third = low.awaitCall();
    third.answer(Sdp.audio(7_002));
    talkAndHangUp(caller, third);
  }

  @Test
  void tenContactsRing() throws Exception {
    List<SipPeer> ten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ten.add(phone("ten", ""));
    }
    SipCall caller = call("ten");
    List<SipCall> rung = new ArrayList<>();
    for (SipPeer phone : ten) {
      SipCall it = phone.awaitCall();
      it.ring();
      rung.add(it);
    }
    SipCall winner = rung.remove(7);
    winner.answer(Sdp.audio(7_002));
    for (SipCall it : rung) {
      assertThat(awaitCancel(it).header("Reason")).isEqualTo(ELSEWHERE);
    }
    talkAndHangUp(caller, winner);
  }

  @Test
  void aPhoneWhoseConnectionIsGoneDoesNotRing() throws Exception {
    SipPeer gone = tcpPhone("left");
    SipPeer there = phone("left", "");
    String path = "/api/v1/registrations/left@127.0.0.1";
    gone.close();
    Await.value(
        "one contact is left",
        () -> node.http().json(path).at("/contacts").size(),
        size -> size == 1);

    SipCall caller = call("left");
    refuse(there.awaitCall(), 486);
    assertThat(caller.awaitOutcome().status()).isEqualTo(486);
  }
}
