package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.session.core.SessionAction.Send;
import dev.tandem.table.ShippedTables;
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
    for (int i = 0; i < WALKS; i++) {
      long seed = first + i;
      Play play = walk(new Random(seed));

      long before = 0; // sent again by another edge, an INVITE begins another dialog
      for (Send request : play.did(Send.class)) {
        boolean fresh = request.method().equals("INVITE") && request.cseq() == 1;
        boolean numbered = request.request().equals(SignallingPlan.BYE) || isNumbered(request);
        if (numbered) {
          assertThat(request.cseq())
              .as("%s after %d, seed %d: %s", request.request(), before, seed, play)
              .isGreaterThan(fresh ? 0 : before);
          before = request.cseq();
        }
      }
    }
  }

  private static boolean isNumbered(Send request) {
    return List.of("INVITE", "REFER", "NOTIFY").contains(request.method());
  }

  private static Play walk(Random random) {
    var tables = ShippedTables.NAMES;
    var table = ShippedTables.get(tables.get(random.nextInt(tables.size())));
    var play = new Play(table, _ -> {});
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
