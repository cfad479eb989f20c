package dev.tandem.media.mix;

/// A sine tone of 8 kHz samples whose phase goes on over frames and changes of frequency.
public final class Sine {
  /// Peak; about -12 dBm0.
  private static final int AMPLITUDE = 8000;

  private static final int BITS = 12;
  private static final short[] TABLE = new short[1 << BITS];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      TABLE[i] = (short) Math.round(AMPLITUDE * Math.sin(2 * Math.PI * i / TABLE.length));
    }
  }

  private int phase;

  /// @param frequencyHz 50–3400
  /// @param encode a law's encoding table
  public void fill(int frequencyHz, byte[] encode, byte[] out) {
    int step = (int) ((((long) frequencyHz << 32) + 4000) / 8000);
    int at = phase;
    for (int i = 0; i < Mixer.FRAME; i++) {
      out[i] = encode[(TABLE[at >>> (32 - BITS)] >> 2) & 0x3fff];
      at += step;
    }
    phase = at;
  }
}
