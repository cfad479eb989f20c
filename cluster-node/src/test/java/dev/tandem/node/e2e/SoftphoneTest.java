package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A softphone people use, and what is in its recording.
@Tag("end-to-end")
@Timeout(60)
class SoftphoneTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    node = stage.node();
  }

  private static short[] recorded(String user, int hz) throws Exception {
    Baresip phone = stage.keep(new Baresip(stage.folder("baresip")));
    stage.show("baresip", phone::evidence);
    short[] all = phone.call(node.sip(), user, hz, 6).recording();
    assertThat(all.length).as("samples recorded").isGreaterThan(Tones.RATE * 2);
    return all;
  }

  /// The clearest second of a recording; a busy machine tears holes into others.
  private static double best(short[] recording, int hz) {
    double best = 0;
    for (int from = 0; from + Tones.RATE <= recording.length; from += Tones.RATE / 4) {
      short[] second = Arrays.copyOfRange(recording, from, from + Tones.RATE);
      best = Math.max(best, Tones.amplitude(second, hz));
    }
    return best;
  }

  @Test
  void itHearsItselfFromEcho() throws Exception {
    short[] heard = recorded("echo", 650);

    assertThat(best(heard, 650)).isBetween(7_000.0, 9_000.0);
    assertThat(best(heard, 440)).isLessThan(800);
    node.awaitQuiet();
  }

  @Test
  void itHearsA440HzTone() throws Exception {
    short[] heard = recorded("tone", 650);

    assertThat(best(heard, 440)).isGreaterThan(2_000);
    assertThat(best(heard, 650)).isLessThan(800);
    node.awaitQuiet();
  }
}
