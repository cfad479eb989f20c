package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each fault once, under a few calls (a rolling restart has a test of its own): none is lost, none
/// is acted for twice, each is recorded once. How long it takes is told, not asserted; `tandem
/// chaos` measures that at length.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class ChaosTest {
  private static final int CALLS = 20;
  private static final long SEED = 7;

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "ROLLING_RESTART")
  void noCallIsLost(Fault fault) throws Exception {
    Chaos.Outcome outcome = Chaos.run(fault, CALLS, SEED);
    System.getLogger("e2e").log(System.Logger.Level.INFO, outcome.line());

    assertThat(outcome.stories()).as(outcome.line()).isEqualTo(List.of());
    assertThat(outcome.isClean()).as(outcome.line()).isTrue();
    assertThat(outcome.gaps()).as("pauses in ms, %s", outcome.line()).allMatch(ms -> ms < 5_000);
  }
}
