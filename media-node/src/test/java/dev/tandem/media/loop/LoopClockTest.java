package dev.tandem.media.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopClockTest {
  @Test
  void whatTheWarmUpCostIsNoLoad() {
    var clock = new LoopClock();
    clock.start();
    long begun = System.nanoTime();
    long spun = 0;
    while (System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(50)) {
      spun++;
    }
    clock.measure(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
    assertThat(clock.loadPercent()).as("after " + spun + " turns").isPositive();

    clock.start();

    assertThat(clock.loadPercent()).isZero();
  }
}
