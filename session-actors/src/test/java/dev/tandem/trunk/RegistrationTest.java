package dev.tandem.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.trunk.Registration.Next;
import dev.tandem.trunk.Registration.Outcome;
import dev.tandem.trunk.TrunkSettings.RegisterSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class RegistrationTest {
  static final RegisterSettings TWO =
      new RegisterSettings(
          List.of("sip:one", "sip:two"),
          "tandem",
          "tandem",
          Duration.ofSeconds(600),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60));
  static final Outcome REFUSED = new Outcome.Refused(403, "Forbidden", null);
  static final Outcome SILENT = new Outcome.Silent("no answer");

  private Registration state = Registration.NONE.begin(TWO).state();

  private Next hear(Outcome outcome) {
    var step = state.heard(outcome, TWO, 0.5);
    state = step.state();
    if (step.next() instanceof Next.Wait) {
      state = state.begin(TWO).state();
    }
    return step.next();
  }

  private static Next waits(long seconds) {
    return new Next.Wait(Duration.ofSeconds(seconds));
  }

  private static Next sends() {
    return new Next.Send(List.of());
  }

  @ParameterizedTest
  @CsvSource({"1, 500", "10, 5000", "20, 10000", "30, 20000", "600, 540000", "3600, 3240000"})
  void itRefreshesWhileThereIsTimeForRepeats(long expires, long after) {
    assertThat(hear(new Outcome.Granted(Duration.ofSeconds(expires))))
        .isEqualTo(new Next.Wait(Duration.ofMillis(after)));
    assertThat(state.phase()).isEqualTo(TrunkInfo.Registration.REGISTERED);
    assertThat(state.problem()).isNull();
  }

  @Test
  void aRefusalIsTriedAgainLaterAndLaterUpToTheMost() {
    assertThat(List.of(hear(REFUSED), hear(REFUSED), hear(REFUSED), hear(REFUSED), hear(REFUSED)))
        .containsExactly(waits(5), waits(10), waits(20), waits(40), waits(60));
    assertThat(hear(REFUSED)).isEqualTo(waits(60));
    assertThat(state.problem()).isEqualTo("403 Forbidden");
    hear(new Outcome.Granted(Duration.ofSeconds(600)));
    assertThat(hear(REFUSED)).isEqualTo(waits(5));
  }

  @Test
  void evenAfterYearsOfRefusalsTheWaitIsTheMost() {
    for (int i = 0; i < 100; i++) {
      hear(REFUSED);
    }
    assertThat(hear(REFUSED)).isEqualTo(waits(60));
  }

  @Test
  void aFifthMoreOrLessByChance() {
    assertThat(state.heard(REFUSED, TWO, 0).next())
        .isEqualTo(new Next.Wait(Duration.ofMillis(4000)));
    assertThat(state.heard(REFUSED, TWO, 1).next())
        .isEqualTo(new Next.Wait(Duration.ofMillis(6000)));
  }

  @Test
  void aSilentRegistrarIsLeftForTheNextAtOnceAndARoundOfSilenceWaits() {
    assertThat(hear(SILENT)).isEqualTo(sends());
    assertThat(state.registrar()).isEqualTo(1);
    assertThat(hear(SILENT)).isEqualTo(waits(5));
    assertThat(state.registrar()).isZero();
    assertThat(hear(SILENT)).isEqualTo(sends());
    assertThat(hear(SILENT)).isEqualTo(waits(10));
  }

  @Test
  void aRegistrarThatCannotIsLeftAndItsRetryAfterIsKeptWithinAnHour() {
    assertThat(hear(new Outcome.Refused(503, "Busy", Duration.ofSeconds(120)))).isEqualTo(sends());
    assertThat(hear(new Outcome.Refused(503, "Busy", Duration.ofSeconds(120))))
        .isEqualTo(waits(120));
    hear(SILENT);
    assertThat(hear(new Outcome.Refused(500, "No", Duration.ofDays(3)))).isEqualTo(waits(3600));
  }

  @Test
  void theSecondRegistrarIsKeptOnceItHasAnswered() {
    hear(SILENT);
    hear(new Outcome.Granted(Duration.ofSeconds(600)));
    assertThat(state.registrar()).isEqualTo(1);
    assertThat(hear(SILENT)).isEqualTo(sends());
    assertThat(state.registrar()).isZero();
  }

  @Test
  void aChallengeIsAnsweredAFewTimesOnly() {
    var answer = List.of(new Header("Authorization", "Digest"));
    for (int i = 0; i < 3; i++) {
      assertThat(hear(new Outcome.Challenged(answer))).isEqualTo(new Next.Send(answer));
    }
    assertThat(hear(new Outcome.Challenged(answer))).isEqualTo(waits(5));
    assertThat(hear(new Outcome.Challenged(answer))).isEqualTo(new Next.Send(answer));
  }

  @Test
  void moreTimeThanAskedForIsTakenAtOnceAndKept() {
    assertThat(hear(new Outcome.TooBrief(Duration.ofSeconds(1800)))).isEqualTo(sends());
    assertThat(state.asked()).isEqualTo(Duration.ofSeconds(1800));
    hear(new Outcome.Granted(Duration.ofSeconds(1800)));
    assertThat(state.asked()).isEqualTo(Duration.ofSeconds(1800));
  }

  @ParameterizedTest
  @CsvSource({"0", "600", "90000"})
  void nonsenseIn423IsARefusal(long least) {
    assertThat(hear(new Outcome.TooBrief(Duration.ofSeconds(least)))).isEqualTo(waits(5));
  }
}
