package dev.tandem.media.sound;

/// From any rate down to 8 kHz, by a polyphase low-pass filter: flat up to 3.4 kHz, -70 dB and less
/// from 4 kHz on, so that nothing is mirrored into the telephone band. Takes samples in pieces, in
/// order.
final class Resampler {
  static final int RATE = 8000;

  /// Half the filter's length, in samples of 8 kHz.
  private static final int HALF = 40;

  private static final double CUT_HZ = 3700;
  private static final int PIECE = 4096;

  private final int step;
  private final int phases;
  private final int half;
  private final float[][] filters;
  private final float[] window;

  /// Number of the input sample at the beginning of the window.
  private long first;

  private int filled;
  private long made;
  private final short[] out;

  /// @param rate Hz, 8000 or more
  /// @param frames that will come, at most
  Resampler(int rate, long frames) {
    int divisor = divisor(rate, RATE);
    step = rate / divisor;
    phases = RATE / divisor;
    half = rate == RATE ? 1 : (int) Math.ceil(HALF * (double) rate / RATE);
    filters = rate == RATE ? new float[][] {{1, 0}} : filters(rate);
    window = new float[2 * half + PIECE];
    out = new short[Math.toIntExact(frames * RATE / rate)];
    first = -(half - 1L);
    filled = half - 1; // silence before the beginning
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /// The filter for each place that an output sample can have between two of the input.
  private float[][] filters(int rate) {
    var all = new float[phases][2 * half];
    for (int phase = 0; phase < phases; phase++) {
      double sum = 0;
      for (int i = 0; i < 2 * half; i++) {
        double distance = i - (half - 1) - (double) phase / phases;
        all[phase][i] = (float) (sinc(2 * CUT_HZ / rate * distance) * blackman(distance / half));
        sum += all[phase][i];
      }
      for (int i = 0; i < 2 * half; i++) {
        all[phase][i] /= (float) sum;
      }
    }
    return all;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /// @param x -1 to 1
  private static double blackman(double x) {
    return Math.abs(x) >= 1
        ? 0
        : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
  }

  void take(short[] samples, int count) {
    int taken = 0;
    while (taken < count) {
      int now = Math.min(count - taken, window.length - filled);
      for (int i = 0; i < now; i++) {
        window[filled++] = samples[taken++];
      }
      make();
    }
  }

  private void make() {
    while (made < out.length) {
      long centre = made * step / phases;
      int from = (int) (centre - (half - 1) - first);
      if (from + 2 * half > filled) {
        forget(Math.min(from, filled));
        return;
      }
      float[] filter = filters[(int) (made * step % phases)];
      float sum = 0;
      for (int i = 0; i < filter.length; i++) {
        sum += filter[i] * window[from + i];
      }
      out[(int) made++] =
          (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sum)));
    }
    forget(filled);
  }

  private void forget(int count) {
    System.arraycopy(window, count, window, 0, filled - count);
    filled -= count;
    first += count;
  }

  /// All there is, when nothing comes any more.
  short[] end() {
    take(new short[half], half);
    return made == out.length ? out : java.util.Arrays.copyOf(out, (int) made);
  }
}
