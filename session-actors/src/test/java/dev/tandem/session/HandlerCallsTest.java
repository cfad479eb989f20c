package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.api.CallDecision;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CallSession;
import dev.tandem.api.IncomingCall;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.Invitation;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NullUnmarked
@Timeout(20)
class HandlerCallsTest {
  static final SessionId ID = new SessionId("3-abcdefghijkl");
  final BlockingQueue<Verdict> verdicts = new LinkedBlockingQueue<>();
  final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private static final Function<CallDecision.ForwardToRegistered, CompletionStage<Verdict>>
      REGISTERED =
          wish ->
              CompletableFuture.completedStage(new Verdict.Forward("sip:found-" + wish.address()));

  private static Invitation invitation() {
    return new Invitation(
        new byte[0],
        "call",
        "sip:alice@example.com",
        null,
        "tag",
        "sip:bob@example.com",
        null,
        "sip:bob:secret@example.com",
        1,
        "sip:alice@192.0.2.5",
        List.of(),
        new PeerAddress("udp", "192.0.2.5", 5060),
        null,
        null,
        "",
        List.of(),
        List.of(),
        List.of(),
        Instant.EPOCH,
        "carol",
        null,
        null);
  }

  private HandlerCalls calls(CallHandler handler, Duration deadline) {
    return new HandlerCalls(
        handler,
        () -> {
          throw new AssertionError("nobody asks for the coordinator here");
        },
        deadline,
        100,
        REGISTERED);
  }

  private Verdict ask(CallHandler handler, Duration deadline) throws Exception {
    calls(handler, deadline).ask(ID, invitation(), verdicts::add);
    return verdicts.poll(10, TimeUnit.SECONDS);
  }

  private static SessionInfo info() {
    return new SessionInfo(
        ID,
        "UAS",
        "Terminated",
        SessionInfo.Phase.ENDED,
        "",
        "",
        "",
        Instant.EPOCH,
        null,
        null,
        null,
        "",
        null,
        null,
        0,
        null,
        null,
        false,
        false,
        null,
        EndCause.application("bored"),
        null,
        null);
  }

  @Test
  void aCallForARegisteredPhoneIsLookedUp() throws Exception {
    calls(_ -> CallDecision.forwardToRegistered("bob@here"), Duration.ofSeconds(5))
        .ask(ID, invitation(), verdicts::add);

    assertThat(verdicts.poll(5, TimeUnit.SECONDS))
        .isEqualTo(new Verdict.Forward("sip:found-bob@here"));
  }

  @Test
  void everyDecisionBecomesItsVerdict() throws Exception {
    var wait = Duration.ofSeconds(5);

    assertThat(ask(_ -> CallDecision.accept(Treatment.ECHO), wait))
        .isEqualTo(new Verdict.Accept(Treatment.ECHO));
    assertThat(ask(_ -> CallDecision.reject(486), wait)).isEqualTo(new Verdict.Reject(486, null));
    assertThat(ask(_ -> CallDecision.defer(), wait)).isEqualTo(new Verdict.Defer());
    assertThat(ask(_ -> CallDecision.forward("sip:x@y"), wait))
        .isEqualTo(new Verdict.Forward("sip:x@y"));
    assertThat(ask(_ -> CallDecision.redirect("sip:x@y"), wait))
        .isEqualTo(new Verdict.Redirect(List.of("sip:x@y")));
    assertThat(ask(_ -> CallDecision.conference("red"), wait))
        .isEqualTo(new Verdict.Join(Ids.conference("red", 100), "red"));
  }

  @Test
  void theUserIsWhatStandsBeforeTheAtWithoutPassword() throws Exception {
    ask(
        call -> {
          heard.add(call.user());
          return CallDecision.accept();
        },
        Duration.ofSeconds(5));

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("bob");
  }

  @Test
  void aHandlerThatThrowsOrSaysNothingRefusesTheCallWith500() throws Exception {
    CallHandler throwing =
        _ -> {
          throw new IllegalStateException("no idea");
        };

    assertThat(ask(throwing, Duration.ofSeconds(5))).isEqualTo(new Verdict.Reject(500, null));
    assertThat(ask(_ -> null, Duration.ofSeconds(5))).isEqualTo(new Verdict.Reject(500, null));
  }

  @Test
  void aHandlerThatThinksTooLongRefusesTheCallWith500AndIsHeardOnce() throws Exception {
    var enough = new CountDownLatch(1);

    Verdict verdict =
        ask(
            _ -> {
              await(enough);
              return CallDecision.accept();
            },
            Duration.ofMillis(50));

    assertThat(verdict).isEqualTo(new Verdict.Reject(500, null));
    enough.countDown();
    assertThat(verdicts.poll(100, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void theNotificationsOfACallComeInOrderHoweverLongOneTakes() throws Exception {
    var mayGoOn = new CountDownLatch(1);
    var handler =
        new CallHandler() {
          @Override
          public CallDecision onIncomingCall(IncomingCall call) {
            return CallDecision.accept();
          }

          @Override
          public void onCallEstablished(CallSession call, String local, String remote) {
            await(mayGoOn);
            heard.add("established " + local + " " + remote);
          }

          @Override
          public void onCallEnded(CallSession call, String reason) {
            heard.add("ended " + reason);
          }
        };
    var calls = new HandlerCalls(handler, () -> null, Duration.ofSeconds(5), 100, REGISTERED);

    calls.published(Publication.CALL_ESTABLISHED, info(), "ours", "theirs");
    calls.published(Publication.CALL_TERMINATED, info(), "", "");
    mayGoOn.countDown();

    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("established ours theirs");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("ended bored");
  }

  @Test
  void aHandlerThatDoesNotListenIsNotCalledAtAll() {
    var calls = calls(_ -> CallDecision.accept(), Duration.ofSeconds(5));

    for (Publication publication : Publication.values()) {
      calls.published(publication, info(), "", ""); // would ask for the coordinator
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
