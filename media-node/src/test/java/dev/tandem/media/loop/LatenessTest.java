package dev.tandem.media.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenessTest {
  @Test
  void percentilesAreWithinABucketOfTheTruth() {
    var lateness = new Lateness();
    for (int micros = 1; micros <= 10_000; micros++) {
      lateness.record(micros * 1000L);
    }
    var snapshot = lateness.snapshot();
    assertThat(snapshot.count()).isEqualTo(10_000);
    assertThat(snapshot.percentileMicros(0.5)).isBetween(5_000L, 5_650L);
    assertThat(snapshot.percentileMicros(0.99)).isBetween(9_900L, 11_200L);
    assertThat(snapshot.maxMicros()).isEqualTo(10_000);
  }

  @Test
  void extremesFitAndNothingIsNothing() {
    var lateness = new Lateness();
    assertThat(lateness.snapshot().percentileMicros(0.5)).isZero();
    lateness.record(-5);
    lateness.record(Long.MAX_VALUE / 2);
    assertThat(lateness.snapshot().count()).isEqualTo(2);
  }

  @Test
  void aWindowIsTheDifferenceOfTwoSnapshots() {
    var lateness = new Lateness();
    lateness.record(1_000_000);
    var before = lateness.snapshot();
    lateness.record(10_000);
    assertThat(lateness.snapshot().since(before).percentileMicros(1)).isBetween(10L, 12L);
  }
}
