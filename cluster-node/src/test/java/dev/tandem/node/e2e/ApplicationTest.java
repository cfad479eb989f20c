package dev.tandem.node.e2e;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CallSession;
import dev.tandem.api.IncomingCall;
import dev.tandem.api.IncomingMessage;
import dev.tandem.api.MessageDecision;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.api.SessionException;
import dev.tandem.node.SessionManagerBuilder;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.BridgeNotice.Kind;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A program with Tandem in it.
@Tag("end-to-end")
@Timeout(60)
class ApplicationTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  @RegisterExtension static final Stage stage = new Stage();
  static final BlockingQueue<SessionId> deferred = new LinkedBlockingQueue<>();
  static final BlockingQueue<SessionId> established = new LinkedBlockingQueue<>();
  static final BlockingQueue<String> pressed = new LinkedBlockingQueue<>();
  static final BlockingQueue<SessionId> ended = new LinkedBlockingQueue<>();
  static final BlockingQueue<IncomingMessage> texts = new LinkedBlockingQueue<>();
  static SessionCoordinator tandem;

  @BeforeAll
  static void start(@TempDir Path data) {
    tandem =
        new SessionManagerBuilder()
            .sipPort(0)
            .localBindAddress("127.0.0.1")
            .mediaPorts(18_000, 18_199)
            .dataDirectory(data)
            .setting("tandem.http.port", 0)
            .setting("tandem.session.music-on-hold", "tone:1100")
            .handler(new Application())
            .build();
    tandem.start();
  }

  @AfterAll
  static void stop() {
    tandem.close();
  }

  @AfterEach
  void nothingIsLeft() {
    Await.value("no session is left", tandem::listActiveSessions, List::isEmpty);
    Await.value("no bridge is left", tandem::listBridges, List::isEmpty);
    List.of(deferred, established, ended).forEach(BlockingQueue::clear);
  }

  private static final class Application implements CallHandler {
    @Override
    public CallDecision onIncomingCall(IncomingCall call) {
      return switch (call.user()) {
        case "later" -> {
          deferred.add(call.id());
          yield CallDecision.defer();
        }
        case "queue" -> CallDecision.queue(Duration.ofSeconds(1));
        case "alaw" ->
            CallDecision.accept(Treatment.ECHO)
                .withMedia(MediaOptions.codecs("PCMA").withAttributes("label:1"));
        case "choosy" ->
            call.offeredCodecs().contains("PCMA")
                ? CallDecision.accept(Treatment.ECHO).withMedia(MediaOptions.codecs("PCMA"))
                : CallDecision.accept(Treatment.ECHO);
        case "trouble" -> throw new IllegalStateException("as the test wants");
        default -> CallDecision.accept(Treatment.SILENCE);
      };
    }

    @Override
    public void onCallEstablished(CallSession call, String localSdp, String remoteSdp) {
      established.add(call.id());
    }

    @Override
    public void onDtmf(CallSession call, char key, Duration duration) {
      pressed.add(call.id() + " " + key + " " + duration.toMillis());
    }

    @Override
    public MessageDecision onMessage(IncomingMessage message) {
      texts.add(message);
      return message.body().equals("no")
          ? new MessageDecision.Reject(488, "not\r\nthis")
          : MessageDecision.accept();
    }

    @Override
    public void onCallEnded(CallSession call, String reason) {
      ended.add(call.id());
    }
  }

  private static InetSocketAddress sip() {
    return tandem.boundAddress();
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).as("something comes").isNotNull();
    return next;
  }

  /// A call that is up, as both sides know it.
  private record Up(SipCall call, RtpPeer rtp, SessionId id) {}

  private static Up callUs(String name) throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer(name).call(sip(), "anybody").establish(rtp.sdp());
    return new Up(call, rtp, next(established));
  }

  private static String state(SessionId id) {
    return tandem.getSession(id).map(info -> info.state()).orElse("gone");
  }

  private static SipText says(SipPeer peer, SipCall line, String text) {
    String headers = "Content-Type: text/plain\r\nX-Mood: fine\r\n";
    SipText plain = line.request("MESSAGE", headers, "");
    line.send(
        new SipText(
            plain
                .text()
                .replace(
                    "Content-Length: 0\r\n\r\n",
                    "Content-Length: " + text.length() + "\r\n\r\n" + text)));
    return line.awaitFinal("MESSAGE", plain.cseq());
  }

  @Test
  void aQueuedCallEndsAtItsOwnDeadline() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    SipCall call = alice.call(sip(), "queue").invite(Sdp.audio(7_000));
    alice.await("182", message -> message.status() == 182);

    assertThat(call.awaitOutcome().status()).isEqualTo(480);
  }

  @Test
  void theProgramChoosesTheCodecsOfACall() throws Exception {
    SipCall in = stage.udpPeer("alice").call(sip(), "alaw").establish(Sdp.audio(7_000));
    assertThat(in.answered().body())
        .contains(" RTP/AVP 8 101\r\n")
        .contains("a=label:1\r\n")
        .doesNotContain("PCMU");
    in.hangUp();
    next(ended);

    SipPeer bob = stage.udpPeer("bob");
    CallSession out =
        tandem.createOutgoingCall(
            "sip:app@127.0.0.1",
            "sip:bob@127.0.0.1:" + bob.port(),
            Treatment.SILENCE,
            MediaOptions.codecs("PCMA", "PCMU").requiring("PCMA"));
    SipCall called = bob.awaitCall();
    assertThat(called.invite().body()).contains(" RTP/AVP 8 0 101\r\n");
    called.answer(Sdp.audio(7_002));
    out.waitForAnswer(SOON);
    assertThat(tandem.getNegotiated(out.id()).orElseThrow().codec()).isEqualTo("PCMU");
    var sent =
        supplyAsync(() -> {
          out.updateMedia(MediaDirection.SENDONLY);
          return tandem.getNegotiated(out.id()).orElseThrow().direction();
        });
    assertThat(
            new Sdp(called.awaitRequest("INVITE", 200, Sdp.audio(7_002, "recvonly")).body())
                .direction())
        .isEqualTo("sendonly");
    called.awaitRequest("ACK", 0, "");
    assertThat(sent.get()).isEqualTo("sendonly");
    assertThatThrownBy(() -> out.updateMedia(MediaOptions.codecs("G729")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("known are PCMU and PCMA");
    out.terminate();
    called.awaitHangUp();
  }

  @Test
  void theProgramChoosesFromTheCodecsThatTheCallerOffers() throws Exception {
    String both = Sdp.audio(7_000);
    String only = both.replace(" 0 8 101", " 0 101").replace("a=rtpmap:8 PCMA/8000\r\n", "");
    SipPeer alice = stage.udpPeer("alice");
    for (String offer : List.of(both, only)) {
      SipCall call = alice.call(sip(), "choosy").establish(offer);
      assertThat(call.answered().body())
          .contains(offer.equals(both) ? " RTP/AVP 8 101\r\n" : " RTP/AVP 0 101\r\n");
      call.hangUp();
      next(ended);
    }
  }

  @Test
  void theProgramReadsTextsOutsideAndWithinCalls() throws Exception {
    SipPeer peer = stage.udpPeer("alice");
    assertThat(says(peer, peer.call(sip(), "reader"), "Hello").status()).isEqualTo(200);
    IncomingMessage outside = next(texts);
    assertThat(outside.body()).isEqualTo("Hello");
    assertThat(outside.user()).isEqualTo("reader");
    assertThat(outside.session()).isNull();
    assertThat(outside.headers()).contains(new Header("X-Mood", "fine"));
    assertThat(says(peer, peer.call(sip(), "reader"), "no").status()).isEqualTo(488);
    next(texts);

    Up up = callUs("bob");
    assertThat(says(peer, up.call, "Within").status()).isEqualTo(200);
    assertThat(next(texts).session()).isEqualTo(up.id);
    up.call.hangUp();
    next(ended);
    assertThat(says(peer, up.call, "Late").status()).isEqualTo(481);
    assertThat(texts).isEmpty();
  }

  @Test
  void theProgramSendsTextsAndQuestionsAndHearsWhatBecomesOfThem() throws Exception {
    SipPeer peer = stage.udpPeer("alice");
    var sent =
        supplyAsync(
            () -> tandem.sendMessage("sip:desk@127.0.0.1", peer.uri(), "text/plain", "Hello"));
    assertThat(SipCall.incoming(peer, "MESSAGE").answerWith(202, "").body()).isEqualTo("Hello");
    assertThat(sent.get(10, TimeUnit.SECONDS).status()).isEqualTo(202);
    var asked = supplyAsync(() -> tandem.options(peer.uri()));
    SipCall.incoming(peer, "OPTIONS").answerWith(200, "Allow: INVITE, ACK\r\n");
    assertThat(asked.get(10, TimeUnit.SECONDS).headers())
        .contains(new Header("Allow", "INVITE, ACK"));
    var raw =
        supplyAsync(() ->
            tandem.request(
                "NOTIFY",
                "sip:desk@127.0.0.1",
                peer.uri(),
                List.of(new Header("Event", "check-sync")),
                null,
                ""));
    assertThat(SipCall.incoming(peer, "NOTIFY").answerWith(489, "").header("Event"))
        .isEqualTo("check-sync");
    assertThat(raw.get(10, TimeUnit.SECONDS).status()).isEqualTo(489);

    assertThatThrownBy(() -> tandem.options("bob")).isInstanceOf(SessionException.class);
    assertThatThrownBy(() -> tandem.request("INVITE", "sip:a@b", peer.uri(), List.of(), null, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            tandem.request(
                "INFO", "sip:a@b", peer.uri(), List.of(new Header("Via", "x")), null, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> tandem.sendMessage("sip:a@b", peer.uri(), "text/plain", "x".repeat(65_537)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPeerOnHoldHearsTheMusicUntilItIsResumed() throws Exception {
    Up up = callUs("alice");
    up.rtp.speak(500, up.call.theirs());

    var held = supplyAsync(() -> act(() -> tandem.hold(up.id)));
    SipText offer = up.call.awaitRequest("INVITE", 200, up.rtp.sdp() + "a=recvonly\r\n");
    assertThat(offer.body()).contains("a=sendonly");
    up.call.awaitRequest("ACK", 0, "");
    assertThat(held.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(tandem.getSession(up.id).orElseThrow().onHold()).isTrue();
    up.rtp.awaitHears(1100);

    var resumed = supplyAsync(() -> act(() -> tandem.resume(up.id)));
    offer = up.call.awaitRequest("INVITE", 200, up.rtp.sdp());
    assertThat(offer.body()).contains("a=sendrecv");
    assertThat(resumed.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(tandem.getSession(up.id).orElseThrow().onHold()).isFalse();
    up.call.hangUp();
  }

  /// Alice has two calls with us, each bridged by the program with somebody it has called.
  @Test
  void aPhoneConnectsTwoCallsThatTheProgramHasBridged() throws Exception {
    SipPeer alice = stage.udpPeer("alice");
    Up bob = callUs("bob");
    Up carol = callUs("carol");
    SipCall first = alice.call(sip(), "anybody").establish(stage.rtp().sdp());
    SessionId toBob = next(established);
    SipCall second = alice.call(sip(), "anybody").establish(stage.rtp().sdp());
    SessionId toCarol = next(established);
    tandem.bridgeSessions(toBob, bob.id);
    tandem.bridgeSessions(toCarol, carol.id);

    String target = "sip:carol@127.0.0.1?Replaces=";
    target += URLEncoder.encode(second.replaces(), StandardCharsets.UTF_8);
    assertThat(first.refer(target).status()).isEqualTo(202);
    assertThat(first.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 100 ");
    assertThat(first.awaitRequest("NOTIFY", 200, "").body()).startsWith("SIP/2.0 200 ");
    second.awaitHangUp();
    first.hangUp();

    bob.rtp.speak(700, bob.call.theirs());
    carol.rtp.speak(1_000, carol.call.theirs());
    bob.rtp.awaitHears(1_000);
    carol.rtp.awaitHears(700);
    bob.call.hangUp();
    carol.call.awaitHangUp();
  }

  @Test
  void aCallMovesToAnotherDeviceAndWhomItTalksToStays() throws Exception {
    Up desk = callUs("alice");
    Up bob = callUs("bob");
    tandem.bridgeSessions(desk.id, bob.id);
    SipPeer mobile = stage.udpPeer("mobile");
    RtpPeer mobileRtp = stage.rtp();

    var busy = supplyAsync(() -> act(() -> tandem.moveTo(desk.id, mobile.uri())));
    mobile.awaitCall().respond(486, "", "");
    assertThat(busy.get(10, TimeUnit.SECONDS)).isEqualTo("not moved: 486");
    assertThat(state(desk.id)).isEqualTo("Active");

    var moved = supplyAsync(() -> act(() -> tandem.moveTo(desk.id, mobile.uri())));
    SipCall mobiles = mobile.awaitCall();
    mobiles.ring();
    mobiles.answer(mobileRtp.sdp());
    desk.call.awaitHangUp();
    assertThat(moved.get(10, TimeUnit.SECONDS)).isEqualTo("done");

    mobileRtp.speak(1_300, mobiles.theirs());
    bob.rtp.speak(700, bob.call.theirs());
    bob.rtp.awaitHears(1_300);
    mobileRtp.awaitHears(700);
    assertThat(act(() -> tandem.moveTo(bob.id, "nobody@example.com")))
        .isEqualTo("no phone is registered for nobody@example.com");
    bob.call.hangUp();
    mobiles.awaitHangUp();
  }

  @Test
  void aRefusedHoldLeavesTheCallUpAndSaysSo() throws Exception {
    Up up = callUs("alice");

    var held = supplyAsync(() -> act(() -> tandem.hold(up.id)));
    up.call.awaitRequest("INVITE", 488, "");

    assertThat(held.get(10, TimeUnit.SECONDS)).contains("the peer refused");
    assertThat(tandem.getSession(up.id).orElseThrow().onHold()).isFalse();
    up.call.hangUp();
  }

  private static String act(Runnable what) {
    try {
      what.run();
      return "done";
    } catch (SessionException e) {
      return e.getMessage();
    }
  }

  @Test
  void keysPressedAreToldInTheirOrder() throws Exception {
    Up up = callUs("alice");
    for (char key : "12#".toCharArray()) {
      String body = "Signal=" + key + "\r\nDuration=100\r\n";
      SipText info = up.call.request("INFO", "", body);
      up.call.send(new SipText(info.text().replace("application/sdp", "application/dtmf-relay")));
      assertThat(up.call.awaitFinal("INFO", info.cseq()).status()).isEqualTo(200);
    }

    assertThat(List.of(next(pressed), next(pressed), next(pressed)))
        .containsExactly(up.id + " 1 100", up.id + " 2 100", up.id + " # 100");
    up.call.hangUp();
  }

  @Test
  void aDeferredCallRingsUntilItIsAccepted() throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer("alice").call(sip(), "later").invite(rtp.sdp());
    SessionId id = next(deferred);
    call.awaitStatus(180);
    assertThat(state(id)).isEqualTo("Ringing");

    tandem.acceptIncomingCall(id, Treatment.ECHO);
    call.awaitAnswer().ack("");
    assertThat(next(established)).isEqualTo(id);
    rtp.speak(600, call.theirs());
    rtp.awaitHears(600);

    call.hangUp();
    assertThat(next(ended)).isEqualTo(id);
  }

  @Test
  void aDeferredCallIsRejectedWithAReason() throws Exception {
    SipCall call = stage.udpPeer("alice").call(sip(), "later").invite(Sdp.audio(7_000));
    SessionId id = next(deferred);

    tandem.rejectIncomingCall(id, 480, "Asleep");

    assertThat(call.awaitOutcome().start()).isEqualTo("SIP/2.0 480 Asleep");
    assertThat(next(ended)).isEqualTo(id);
  }

  @Test
  void aHandlerThatThrowsRefusesItsCallOnly() throws Exception {
    SipCall call = stage.udpPeer("alice").call(sip(), "trouble").invite(Sdp.audio(7_000));

    assertThat(call.awaitOutcome().status()).isEqualTo(500);
  }

  @Test
  void anOutgoingCallIsWaitedFor() throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    RtpPeer rtp = stage.rtp();
    CallSession call =
        tandem.createOutgoingCall("sip:us@example.com", bob.uri(), Treatment.tone(500));
    SipCall called = bob.awaitCall();
    assertThat(called.invite().uri("From")).isEqualTo("sip:us@example.com");
    called.ring();
    called.answer(rtp.sdp());

    assertThat(call.waitForAnswer(SOON).info().state()).isEqualTo("Active");
    rtp.speak(600, called.theirs());
    rtp.awaitHears(500);

    call.terminate();
    called.awaitHangUp();
  }

  @Test
  void anOutgoingCallThatIsRefusedSaysWhy() throws Exception {
    SipPeer bob = stage.udpPeer("bob");
    CallSession call = tandem.createOutgoingCall("sip:us@example.com", bob.uri());
    bob.awaitCall().respond(486, "", "");

    assertThatThrownBy(() -> call.waitForAnswer(SOON))
        .isInstanceOfSatisfying(
            SessionException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_STATE))
        .hasMessageContaining("486");
  }

  @Test
  void sippAnswersCallsOfOurs() throws Exception {
    Sipp bob = stage.sipp("called.xml").answer(3);
    List<CallSession> calls =
        List.of(
            tandem.createOutgoingCall("sip:us@example.com", bob.uri()),
            tandem.createOutgoingCall("sip:us@example.com", bob.uri()),
            tandem.createOutgoingCall("sip:us@example.com", bob.uri()));

    calls.forEach(call -> call.waitForAnswer(SOON));
    calls.forEach(CallSession::terminate);

    bob.awaitSuccess();
  }

  @Test
  void terminateFitsEveryPhase() throws Exception {
    SipCall waiting = stage.udpPeer("alice").call(sip(), "later").invite(Sdp.audio(7_000));
    tandem.terminateSession(next(deferred));
    assertThat(waiting.awaitOutcome().status()).isGreaterThanOrEqualTo(400);

    SipPeer bob = stage.udpPeer("bob");
    CallSession ringing = tandem.createOutgoingCall("sip:us@example.com", bob.uri());
    SipCall called = bob.awaitCall();
    called.ring();
    Await.value("it rings", () -> state(ringing.id()), "Ringing"::equals);
    ringing.terminate();
    called.awaitRequest("CANCEL", 200, "");
    called.respond(487, "", "");
    called.awaitRequest("ACK", 0, "");

    Up active = callUs("carol");
    tandem.terminateSession(active.id);
    active.call.awaitHangUp();
    tandem.terminateSession(active.id); // again: nothing happens
  }

  @Test
  void twoAnsweredCallsAreConnectedAndSeparated() throws Exception {
    var notices = new CopyOnWriteArrayList<BridgeNotice>();
    Up alice = callUs("alice");
    Up bob = callUs("bob");
    alice.rtp.speak(400, alice.call.theirs());
    bob.rtp.speak(700, bob.call.theirs());

    try (var subscription = tandem.subscribeToBridgeEvents(notices::add)) {
      BridgeId bridge = tandem.bridgeSessions(alice.id, bob.id);
      alice.rtp.awaitHears(700);
      bob.rtp.awaitHears(400);
      assertThat(tandem.getSessionBridge(alice.id)).contains(bridge);
      assertThatThrownBy(() -> tandem.bridgeSessions(alice.id, bob.id))
          .isInstanceOf(SessionException.class);

      tandem.destroyBridge(bridge);
      alice.rtp.awaitHears();
      bob.rtp.awaitHears();
      assertThat(state(alice.id)).isEqualTo("Active");
      Await.value("notices of the end", () -> names(notices), seen -> seen.size() >= 4);
      assertThat(subscription.lost()).isZero();
    }
    stage.show("notices", notices::toString);
    assertThat(names(notices)).startsWith(Kind.CREATED).endsWith(Kind.DESTROYED);

    alice.call.hangUp();
    bob.call.hangUp();
  }

  private static List<Kind> names(List<BridgeNotice> notices) {
    return notices.stream().map(BridgeNotice::kind).toList();
  }

  @Test
  void whoHangsUpEndsTheOtherOfHisBridge() throws Exception {
    Up alice = callUs("alice");
    Up bob = callUs("bob");
    tandem.bridgeSessions(alice.id, bob.id);

    alice.call.hangUp();

    bob.call.awaitHangUp();
  }

  @Test
  void callsJoinAndLeaveAConference() throws Exception {
    Up alice = callUs("alice");
    Up bob = callUs("bob");
    Up carol = callUs("carol");
    alice.rtp.speak(400, alice.call.theirs());
    bob.rtp.speak(700, bob.call.theirs());
    carol.rtp.speak(1_100, carol.call.theirs());

    tandem.createConference("meeting", 2);
    tandem.joinConference("meeting", alice.id);
    tandem.joinConference("meeting", bob.id);
    alice.rtp.awaitHears(700);
    assertThatThrownBy(() -> tandem.joinConference("meeting", carol.id))
        .isInstanceOfSatisfying(
            SessionException.class,
            e -> assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCE_EXHAUSTED));

    tandem.leaveConference("meeting", bob.id);
    tandem.joinConference("meeting", carol.id);
    alice.rtp.awaitHears(1_100);
    bob.rtp.awaitHears();
    assertThat(state(bob.id)).isEqualTo("Active");

    tandem.destroyConference("meeting");
    alice.call.awaitHangUp();
    carol.call.awaitHangUp();
    bob.call.hangUp();
  }

  @Test
  void totalsAreKept() throws Exception {
    var before = tandem.getStats();
    callUs("alice").call.hangUp();
    SipCall refused = stage.udpPeer("bob").call(sip(), "trouble").invite(Sdp.audio(7_000));
    refused.awaitOutcome();

    Await.value(
        "created, answered, failed, ended",
        tandem::getStats,
        now ->
            now.created() == before.created() + 2
                && now.answered() == before.answered() + 1
                && now.failed() == before.failed() + 1
                && now.ended() >= before.ended() + 1);
  }
}
