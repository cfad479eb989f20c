package dev.tandem.sip.guard;

import static dev.tandem.sip.guard.QueueModel.MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  static final AdmissionSettings SETTINGS =
      new AdmissionSettings(Duration.ofMillis(100), 100, 10_000, 0, 2, 10);
  static final long SECOND = 1_000 * MS;

  final Admission admission = new Admission(SETTINGS, new SplittableRandom(1));

  static Admission with(AdmissionSettings settings) {
    return new Admission(settings, new SplittableRandom(1));
  }

  static List<QueueModel.Second> seconds(QueueModel model, double perSecond, int count) {
    var seconds = new ArrayList<QueueModel.Second>();
    for (int i = 0; i < count; i++) {
      seconds.add(model.run(perSecond, SECOND));
    }
    return seconds;
  }

  @Nested
  class UnderSteadyLoad {
    @ParameterizedTest(name = "{0} times the capacity of {1} servers of {2} ms")
    @CsvSource({
      "0.5, 2, 1",
      "0.9, 2, 1",
      "1.0, 2, 1",
      "2.0, 2, 1",
      "4.0, 2, 1",
      "0.5, 2, 10",
      "1.0, 2, 10",
      "2.0, 2, 10",
      "4.0, 2, 10",
      "2.0, 16, 4",
      "4.0, 16, 4",
    })
    void goodputStaysNearThePeak(double load, int servers, int serviceMs) {
      var model = new QueueModel(admission, servers, serviceMs * MS);
      double capacity = model.capacityPerSecond();

      var seconds = seconds(model, load * capacity, 20);

      double expected = 0.8 * capacity * Math.min(1, load);
      assertThat(seconds)
          .allSatisfy(it -> assertThat((double) it.finished()).isGreaterThan(expected * 0.9));
      assertThat(seconds.subList(5, 20))
          .allSatisfy(it -> {
            assertThat((double) it.finished()).isGreaterThan(expected);
            assertThat(it.worstMs()).isLessThan(2_000);
          });
    }

    @Test
    void nothingIsShedAtNineTenthsOfTheCapacity() {
      var model = new QueueModel(admission, 2, MS);

      var seconds = seconds(model, 0.9 * model.capacityPerSecond(), 30);

      assertThat(seconds).allSatisfy(it -> assertThat(it.admitted()).isEqualTo(it.offered()));
    }

    @Test
    void overloadBringsSetUpTimesBackToTheTarget() {
      var model = new QueueModel(admission, 2, MS);

      var seconds = seconds(model, 2 * model.capacityPerSecond(), 20);

      assertThat(seconds.subList(5, 20)).allSatisfy(it -> assertThat(it.meanMs()).isLessThan(150));
    }
  }

  @Nested
  class AfterAnOverload {
    @ParameterizedTest
    @ValueSource(doubles = {2, 4, 10})
    void allCallsAreTakenAgainWithinASecond(double load) {
      var model = new QueueModel(admission, 2, MS);
      seconds(model, load * model.capacityPerSecond(), 10);

      model.run(0.7 * model.capacityPerSecond(), SECOND / 2);
      var after = seconds(model, 0.7 * model.capacityPerSecond(), 5);

      assertThat(after)
          .allSatisfy(it -> {
            assertThat(it.admitted()).isEqualTo(it.offered());
            assertThat(it.meanMs()).isLessThan(20);
          });
    }

    @Test
    void aBurstOfFiftyIsTakenAtOnce() {
      var model = new QueueModel(admission, 2, MS);
      seconds(model, 4 * model.capacityPerSecond(), 10);
      model.run(0.2 * model.capacityPerSecond(), SECOND / 2);

      assertThat(model.burst(50)).isEqualTo(50);
    }
  }

  @Nested
  class DuringHiccups {
    @Test
    void aStallOf100MsShedsNothing() {
      var model = new QueueModel(admission, 2, MS);
      seconds(model, 1_000, 3);

      for (int i = 0; i < 20; i++) {
        model.stall(100 * MS);
        assertThat(model.burst(50)).isEqualTo(50);
        var second = model.run(1_000, SECOND);
        assertThat(second.admitted()).isEqualTo(second.offered());
      }
    }

    @Test
    void aColdStartTenTimesSlowerShedsNothingThatIsAffordable() {
      var cold = new QueueModel(admission, 2, 10 * MS);
      var second = cold.run(150, 2 * SECOND);
      assertThat(second.admitted()).isEqualTo(second.offered());
    }

    @Test
    void aSlowNetworkBehindIsFoundOutAndNotHeldAgainstUs() {
      var model = new QueueModel(admission, 2, MS);
      seconds(model, 1_000, 3);

      model.elsewhereNs = 400 * MS;
      seconds(model, 1_000, 10);
      var after = seconds(model, 1_000, 10);

      assertThat(after).allSatisfy(it -> assertThat(it.admitted()).isEqualTo(it.offered()));
    }

    @Test
    void anOverloadBehindASlowNetworkIsStillShed() {
      var model = new QueueModel(admission, 2, MS);
      model.elsewhereNs = 400 * MS;
      seconds(model, 1_000, 10);

      var seconds = seconds(model, 4_000, 20).subList(8, 20);

      assertThat(seconds)
          .allSatisfy(it -> {
            assertThat(it.finished()).isGreaterThan(1_600);
            assertThat(it.worstMs()).isLessThan(4_000);
          });
    }
  }

  @Nested
  class AtItsBounds {
    @Test
    void theHardBoundIsNeverExceededWhenNothingFinishes() {
      int taken = 0;
      for (int i = 0; i < 50_000; i++) {
        if (admission.admit(i) instanceof Admission.Decision.Taken) {
          admission.admitted(i);
          taken++;
        }
      }
      assertThat(taken).isEqualTo(1_000);
      assertThat(with(new AdmissionSettings(Duration.ofMillis(100), 5, 5, 0, 2, 10)).bound())
          .isEqualTo(5);
    }

    @Test
    void theRateBoundHoldsOverTenSeconds() {
      var limited = with(new AdmissionSettings(Duration.ofMillis(100), 100, 10_000, 50, 2, 10));
      var model = new QueueModel(limited, 2, MS);

      var seconds = seconds(model, 1_000, 10);

      assertThat(seconds.stream().mapToInt(QueueModel.Second::admitted).sum()).isBetween(490, 515);
    }

    @Test
    void aSetUpWhoseEndIsNeverToldIsForgottenAfterAMinute() {
      for (int i = 0; i < 100; i++) {
        admission.admitted(i * MS);
      }
      assertThat(admission.inProgress(60 * SECOND)).isEqualTo(100);
      assertThat(admission.inProgress(66 * SECOND)).isZero();

      admission.finished(66 * SECOND, 0);
      assertThat(admission.inProgress(66 * SECOND)).isZero();
    }

    @Test
    void retryAfterIsSpreadOverItsRange() {
      var tight = with(new AdmissionSettings(Duration.ofMillis(100), 1, 1, 0, 2, 10));
      tight.admitted(0);

      var seen = new TreeSet<Integer>();
      for (int i = 0; i < 500; i++) {
        if (tight.admit(1) instanceof Admission.Decision.Shed shed) {
          seen.add(shed.retryAfterSeconds());
        }
      }
      assertThat(seen).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10);
    }
  }
}
