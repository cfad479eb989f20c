package dev.tandem.media.mix;

/// N-1 mixing: the sum of all, and for each the sum without itself. Frames are 160 samples of 8
/// kHz.
public final class Mixer {
  /// Samples in a 20 ms frame.
  public static final int FRAME = 160;

  private Mixer() {}

  public static void add(int[] sum, short[] voice) {
    for (int i = 0; i < FRAME; i++) {
      sum[i] += voice[i];
    }
  }

  public static void subtract(int[] sum, short[] voice) {
    for (int i = 0; i < FRAME; i++) {
      sum[i] -= voice[i];
    }
  }

  /// `out = encode(clamp(sum - own))`: subtracting before clamping keeps the rest exact.
  public static void encodeWithout(int[] sum, short[] own, byte[] encode, byte[] out) {
    for (int i = 0; i < FRAME; i++) {
      out[i] = encode[(clamp(sum[i] - own[i]) >> 2) & 0x3fff];
    }
  }

  public static void encode(int[] sum, byte[] encode, byte[] out) {
    for (int i = 0; i < FRAME; i++) {
      out[i] = encode[(clamp(sum[i]) >> 2) & 0x3fff];
    }
  }

  static int clamp(int value) {
    return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, value));
  }
}
