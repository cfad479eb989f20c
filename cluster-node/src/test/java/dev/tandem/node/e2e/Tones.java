package dev.tandem.node.e2e;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Tones at multiples of 50 Hz in speech sampled 8,000 times a second: found exactly in any stretch
/// of a multiple of 20 ms.
final class Tones {
  static final int RATE = 8_000;

  /// Amplitude, of 32,767, from which on a tone counts as heard.
  private static final double AUDIBLE = 800;

  private static final double CLEAR = 5_000;

  private Tones() {}

  static short[] sine(int hz, int amplitude, int from, int count) {
    var samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) (amplitude * Math.sin(2 * Math.PI * hz * (from + i) / RATE));
    }
    return samples;
  }

  /// Goertzel: amplitude of one tone.
  static double amplitude(short[] samples, int hz) {
    double coefficient = 2 * Math.cos(2 * Math.PI * hz / RATE);
    double last = 0;
    double beforeLast = 0;
    for (short sample : samples) {
      double now = sample + coefficient * last - beforeLast;
      beforeLast = last;
      last = now;
    }
    double power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
    return 2 * Math.sqrt(Math.max(0, power)) / samples.length;
  }

  /// The whole seconds of a recording, one after the other.
  static Stream<short[]> seconds(short[] samples) {
    return IntStream.range(0, samples.length / RATE)
        .mapToObj(i -> Arrays.copyOfRange(samples, i * RATE, (i + 1) * RATE));
  }

  /// In how many seconds that tone is loud and undisturbed.
  static long clearSeconds(short[] samples, int hz) {
    return seconds(samples).filter(it -> amplitude(it, hz) > CLEAR).count();
  }

  /// Multiples of 50 Hz up to 3,400 that are heard.
  static Set<Integer> heard(short[] samples) {
    var heard = new TreeSet<Integer>();
    for (int hz = 50; hz <= 3_400; hz += 50) {
      if (amplitude(samples, hz) > AUDIBLE) {
        heard.add(hz);
      }
    }
    return heard;
  }
}
