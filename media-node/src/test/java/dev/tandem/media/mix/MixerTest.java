package dev.tandem.media.mix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.media.codec.G711;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MixerTest {
  @Test
  void eachHearsTheExactSumOfTheOthers() {
    var random = new Random(42);
    for (int n = 2; n < 12; n++) {
      short[][] voices = new short[n][Mixer.FRAME];
      int[] sum = new int[Mixer.FRAME];
      for (short[] voice : voices) {
        for (int i = 0; i < voice.length; i++) {
          voice[i] = (short) (random.nextInt(65536) - 32768);
        }
        Mixer.add(sum, voice);
      }
      for (int me = 0; me < n; me++) {
        byte[] out = new byte[Mixer.FRAME];
        Mixer.encodeWithout(sum, voices[me], G711.PCMU.encodeTable(), out);
        for (int i = 0; i < Mixer.FRAME; i++) {
          assertThat(out[i]).isEqualTo(G711.PCMU.encode(others(voices, me, i)));
        }
      }
    }
  }

  private static short others(short[][] voices, int me, int at) {
    int sum = 0;
    for (int other = 0; other < voices.length; other++) {
      sum += other == me ? 0 : voices[other][at];
    }
    return (short) Math.max(-32768, Math.min(32767, sum));
  }

  @Test
  void loudVoicesSaturateInsteadOfWrapping() {
    int[] sum = new int[Mixer.FRAME];
    short[] loud = new short[Mixer.FRAME];
    java.util.Arrays.fill(loud, (short) 30000);
    Mixer.add(sum, loud);
    Mixer.add(sum, loud);
    byte[] out = new byte[Mixer.FRAME];

    Mixer.encode(sum, G711.PCMU.encodeTable(), out);

    assertThat(G711.PCMU.decode(out[0])).isEqualTo((short) 32124);
  }

  @Test
  void aToneKeepsItsPhaseFromFrameToFrame() {
    var sine = new Sine();
    byte[] out = new byte[Mixer.FRAME];
    short before = 0;
    for (int frame = 0; frame < 20; frame++) {
      sine.fill(frame < 10 ? 300 : 425, G711.PCMU.encodeTable(), out);
      for (byte code : out) {
        short now = G711.PCMU.decode(code);
        assertThat(Math.abs(now - before)).isLessThan(3200); // slope of 425 Hz plus one code step
        before = now;
      }
    }
  }
}
