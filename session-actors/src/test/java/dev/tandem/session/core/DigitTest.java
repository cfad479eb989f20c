package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys pressed at the peer, told by INFO.
@NullUnmarked
class DigitTest {
  private static final String RELAY = "application/dtmf-relay";
  private final Play play = new Play();

  private List<SessionAction.TellDigit> told(String type, String body) {
    if (play.state.isIdle()) {
      play.invited().decided(new Verdict.Accept(Treatment.ECHO)).legOpened().acked("");
    }
    play.hears(Cast.info(play.state, type, body));
    return play.now(SessionAction.TellDigit.class);
  }

  private static SessionAction.TellDigit digit(char key, int millis) {
    return new SessionAction.TellDigit(key, Duration.ofMillis(millis));
  }

  @Test
  void isToldWithItsDuration() {
    assertThat(told(RELAY, "Signal=5\r\nDuration=200\r\n")).containsExactly(digit('5', 200));
    assertThat(play.answers()).containsExactly(200);
    assertThat(told(RELAY, "signal = #\nduration = none")).containsExactly(digit('#', 160));
    assertThat(told(RELAY, "Signal=1\nDuration=999999")).containsExactly(digit('1', 10_000));
    assertThat(told("application/dtmf; x=y", " d ")).containsExactly(digit('D', 160));
  }

  @ParameterizedTest
  @CsvSource({"10, *", "11, #", "*, *", "a, A"})
  void mayBeWrittenAsItsEventNumber(String text, char key) {
    assertThat(told(RELAY, "Signal=" + text)).containsExactly(digit(key, 160));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Signal=", "Signal=12", "Signal=E", "Duration=5", "", "Signal"})
  void whatIsNoDigitIsRefused(String body) {
    assertThat(told(RELAY, body)).isEmpty();
    assertThat(play.answers()).containsExactly(415);
  }

  @Test
  void otherPackagesAreRefused() {
    assertThat(told("application/xml", "5")).isEmpty();
    assertThat(play.answers()).containsExactly(415);
    assertThat(play.now(SessionAction.Respond.class).getFirst().headers())
        .containsExactly(new Header("Accept", "application/dtmf-relay, application/dtmf"));
  }

  @Test
  void anEmptyOneIsTaken() {
    assertThat(told(null, "")).isEmpty();
    assertThat(play.answers()).containsExactly(200);
  }
}
