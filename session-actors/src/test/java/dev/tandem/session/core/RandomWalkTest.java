package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Anything, in any order, over both roles, from seeds that are told when it goes wrong.
@NullUnmarked
class RandomWalkTest {
  private static final int WALKS = 300;
  private static final int STEPS = 40;

  @Test
  void noOrderOfInputsLeavesALegOrATimerBehind() {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + WALKS; seed++) {
      Play play = walk(new Random(seed));

      for (int i = 0; i < 10 && !play.isOver() && !play.timers.isEmpty(); i++) {
        play.timeout(play.timers.iterator().next());
      }

      assertThat(play.isOver()).as("seed %d: %s", seed, play).isTrue();
      assertThat(play.openLegs).as("seed %d: %s", seed, play).isEmpty();
      assertThat(play.core.isFinal(play.recovered())).as("seed %d: %s", seed, play).isTrue();
    }
  }

  /// CSeqs of our requests in one dialog only grow (RFC 3261 §12.2.1.1).
  @Test
  void theRequestsOfADialogAreNumberedUpwards() {
    long first = new Random().nextLong();
    for (long seed = first; seed < first + WALKS; seed++) {
      Play play = walk(new Random(seed));

      List<Long> cseqs =
          play.did(SessionAction.Send.class).stream()
              .filter(it -> it.request().equals(SignallingPlan.BYE) || it.method().equals("INVITE"))
              // Sent again by another edge, an INVITE begins another dialog.
              .filter(it -> !it.request().equals(SignallingPlan.INVITE))
              .map(SessionAction.Send::cseq)
              .toList();

      assertThat(cseqs).as("seed %d: %s", seed, play).doesNotHaveDuplicates().isSorted();
    }
  }

  private static Play walk(Random random) {
    var play = new Play();
    if (random.nextBoolean()) {
      play.invited();
    } else {
      play.made(random.nextBoolean() ? Cast.B : null);
    }
    for (int i = 0; i < STEPS; i++) {
      List<SessionInput> all = Inputs.possible(play);
      play.hears(all.get(random.nextInt(all.size())));
    }
    return play;
  }
}
