package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.session.core.SessionTimer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTimersTest {
  private static final ActorTestKit KIT = Kit.withManualTime("SessionTimersTest");
  private static final ManualTime TIME = ManualTime.get(KIT.system());
  private static final Duration SOON = Duration.ofSeconds(1);

  private final TestProbe<SessionWork.Fired> fired = KIT.createTestProbe();
  private SessionTimers timers;

  @AfterAll
  static void shutdown() {
    KIT.shutdownTestKit();
  }

  @BeforeEach
  void spawn() {
    var made = new AtomicReference<SessionTimers>();
    TestProbe<String> up = KIT.createTestProbe();
    KIT.<SessionCommand>spawn(
        Behaviors.withTimers(scheduler -> {
          made.set(new SessionTimers(scheduler));
          up.ref().tell("up");
          return Behaviors.receiveMessage(message -> {
            fired.ref().tell((SessionWork.Fired) message);
            return Behaviors.same();
          });
        }));
    up.receiveMessage();
    timers = made.get();
  }

  private SessionWork.Fired fire(SessionTimer timer) {
    timers.start(timer, SOON);
    TIME.timePasses(SOON);
    return fired.receiveMessage();
  }

  @Test
  void isDueOnce() {
    SessionWork.Fired ringing = fire(SessionTimer.RINGING);

    assertThat(ringing.timer()).isEqualTo(SessionTimer.RINGING);
    assertThat(timers.isDue(ringing)).isTrue();
    assertThat(timers.isDue(ringing)).isFalse();
  }

  @Test
  void isNotDueWhenItWasStartedAnewMeanwhile() {
    SessionWork.Fired first = fire(SessionTimer.RETRY);
    timers.start(SessionTimer.RETRY, SOON);

    assertThat(timers.isDue(first)).isFalse();
    TIME.timePasses(SOON);
    assertThat(timers.isDue(fired.receiveMessage())).isTrue();
  }

  @Test
  void isNotDueWhenItWasStoppedMeanwhile() {
    SessionWork.Fired one = fire(SessionTimer.RETRY);
    SessionWork.Fired other = fire(SessionTimer.ACK);

    timers.stop(SessionTimer.RETRY);
    assertThat(timers.isDue(one)).isFalse();
    timers.stopAll();
    assertThat(timers.isDue(other)).isFalse();
  }
}
