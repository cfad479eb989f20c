package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.KeyPresses;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionReply;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
@Timeout(20)
class KeySenderTest {
  private static final ActorTestKit KIT = Kit.create("keys");
  private static final SessionId ID = new SessionId("3-abcdefghijkl");
  private static final Duration EACH = Duration.ofMillis(200);
  private static final Duration GAP = Duration.ofMillis(50);

  final TestProbe<SessionReply> asker = KIT.createTestProbe();
  final KeySender keys = new KeySender(ID);

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private boolean take(String text) {
    return keys.take(new SessionCommand.Press(new KeyPresses(text, EACH, GAP), asker.ref()));
  }

  private Duration answered(int status) {
    keys.sent("info-7");
    return keys.answered("info-7", status, "Because");
  }

  @Test
  void eachKeyWaitsForTheAnswerToTheOneBeforeAndTheLastIsTold() {
    assertThat(take("1w#")).isTrue();
    assertThat(keys.key()).isEqualTo('1');
    assertThat(answered(200)).isEqualTo(EACH.plus(GAP));

    assertThat(keys.key()).as("a pause").isNull();
    assertThat(keys.pause()).isEqualTo(KeyPresses.PAUSE);
    assertThat(keys.next()).isTrue();
    assertThat(keys.key()).isEqualTo('#');
    asker.expectNoMessage(Duration.ZERO);

    assertThat(answered(200)).isNull();
    asker.expectMessage(new SessionReply.Done(ID));
  }

  @Test
  void aRefusalEndsItsOrderAndTheNextOneGoesOn() {
    take("12");
    assertThat(take("3")).as("waits").isFalse();
    assertThat(answered(100)).as("only provisional").isNull();

    assertThat(answered(415)).isZero();
    asker.expectMessage(
        new SessionReply.Refused(ErrorKind.INVALID_STATE, "the peer answered 415 Because"));
    assertThat(keys.key()).isEqualTo('3');
  }

  @Test
  void eightMayWaitAndTheEndIsToldToAll() {
    for (int i = 0; i < KeySender.MAX_ORDERS; i++) {
      take("1");
    }
    assertThat(take("2")).isFalse();
    assertThat(asker.expectMessageClass(SessionReply.Refused.class).error())
        .isEqualTo(ErrorKind.RESOURCE_EXHAUSTED);

    keys.end();
    for (int i = 0; i < KeySender.MAX_ORDERS; i++) {
      asker.expectMessage(new SessionReply.Refused(ErrorKind.NOT_FOUND, "the call has ended"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 160, 100, keys are",
    "12x, 160, 100, keys are",
    "123456789012345678901234567890123, 100, 0, keys are",
    "1, 39, 0, 40 ms",
    "1, 5001, 0, 40 ms",
    "1, 40, 5001, gap",
    "12345, 4000, 1, 20 s",
    "01234567890123456789*#ABCDwwwwww, 160, 100, ''"
  })
  void onlyWhatAPhoneHas(String text, int duration, int gap, String problem) {
    var presses = new KeyPresses(text, Duration.ofMillis(duration), Duration.ofMillis(gap));

    assertThat(presses.problem()).contains(problem);
    assertThat(presses.problem().isEmpty()).isEqualTo(problem.isEmpty());
  }
}
