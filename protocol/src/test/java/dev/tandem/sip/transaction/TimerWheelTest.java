package dev.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerWheelTest {
  static final long MS = 1_000_000;

  long now = 77;
  int wakes;
  final TimerWheel wheel = new TimerWheel(20 * MS, () -> now, _ -> wakes++);

  @Test
  void neverFiresEarlyAndAtMostOneTickLate() {
    long seed = 20_26;
    var random = new Random(seed);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long delay = random.nextLong(100_000 * MS);
      long due = now + delay;
      wheel.start(
          delay,
          () -> {
            if (now < due || now > due + 41 * MS) {
              wrong.add("due " + due + " fired " + now);
            }
          });
    }
    for (int i = 0; i < 5_002; i++) {
      now += 20 * MS;
      wheel.advance();
    }

    assertThat(wrong).as("seed %s", seed).isEmpty();
    assertThat(wheel.running()).isZero();
  }

  @Test
  void aStoppedTimerStaysSilentEvenInItsOwnTick() {
    List<String> fired = new ArrayList<>();
    var second = new TimerWheel.Timeout[1];
    var first = wheel.start(10 * MS, () -> fired.add("first"));
    second[0] = wheel.start(10 * MS, () -> fired.add("second"));
    wheel.start(
        10 * MS,
        () -> {
          fired.add("third");
          second[0].stop();
          first.stop();
        });
    now += 40 * MS;
    wheel.advance();

    assertThat(fired).containsExactly("third");
    assertThat(wheel.running()).isZero();
  }

  @Test
  void asksForNoMoreWakingWhenNothingRuns() {
    wheel.start(10 * MS, () -> {});
    now += 40 * MS;
    wheel.advance();
    int before = wakes;
    now += 10_000 * MS;
    wheel.advance();

    assertThat(before).isEqualTo(1);
    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void aLateBeatCatchesUp() {
    List<Long> fired = new ArrayList<>();
    wheel.start(30 * MS, () -> fired.add(1L));
    wheel.start(90_000 * MS, () -> fired.add(2L));
    now += 200_000 * MS;
    wheel.advance();

    assertThat(fired).containsExactly(1L, 2L);
  }
}
