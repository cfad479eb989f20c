package dev.tandem.node.e2e;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CallSession;
import dev.tandem.api.IncomingCall;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.api.SessionException;
import dev.tandem.node.SessionManagerBuilder;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeNotice;
import dev.tandem.protocol.BridgeNotice.Kind;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import java.net.InetSocketAddress;
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
