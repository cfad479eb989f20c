package dev.tandem.media.codec;

/// One law of ITU-T G.711 as tables: 8 bit to linear 16 bit and back.
///
/// The encoder looks at the upper 14 bits of a sample: 16 KB a law, so that both stay in the first
/// level cache beside the packets. Immutable; shared by all threads.
public final class G711 {
  public static final G711 PCMU = new G711("PCMU", 0);
  public static final G711 PCMA = new G711("PCMA", 8);

  private static final int BIAS = 0x84;
  private static final int CLIP = 32635;

  private final String encoding;
  private final int payloadType;
  private final short[] decode = new short[256];
  private final byte[] encode = new byte[1 << 14];
  private final byte[] toOther = new byte[256];

  private G711(String encoding, int payloadType) {
    this.encoding = encoding;
    this.payloadType = payloadType;
    boolean mu = payloadType == 0;
    for (int i = 0; i < 256; i++) {
      decode[i] = (short) (mu ? muToLinear(i) : aToLinear(i));
    }
    for (int i = 0; i < encode.length; i++) {
      int linear = (short) (i << 2) + 2; // the middle of the four samples that share the entry
      encode[i] = (byte) (mu ? linearToMu(linear) : linearToA(linear));
    }
    for (int i = 0; i < 256; i++) {
      toOther[i] = (byte) (mu ? linearToA(decode[i]) : linearToMu(decode[i]));
    }
  }

  /// The name in SDP, RFC 3551 §4.5.14.
  public String encoding() {
    return encoding;
  }

  /// The static RTP payload type, RFC 3551 table 4.
  public int payloadType() {
    return payloadType;
  }

  /// The code of silence.
  public byte silence() {
    return encode[0];
  }

  public short decode(byte code) {
    return decode[code & 0xff];
  }

  public byte encode(short sample) {
    return encode[(sample >> 2) & 0x3fff];
  }

  /// The decoding table, for inner loops. Do not write to it.
  public short[] decodeTable() {
    return decode;
  }

  /// The encoding table, indexed by `(sample >> 2) & 0x3fff`. Do not write to it.
  public byte[] encodeTable() {
    return encode;
  }

  /// Codes of this law to codes of the other one. Do not write to it.
  public byte[] transcodeTable() {
    return toOther;
  }

  /// ITU-T G.711 table 2, as 16 bit samples.
  private static int muToLinear(int code) {
    int u = ~code & 0xff;
    int magnitude = (((u & 0x0f) << 3) + BIAS) << ((u & 0x70) >> 4);
    return (u & 0x80) != 0 ? BIAS - magnitude : magnitude - BIAS;
  }

  private static int linearToMu(int linear) {
    int sign = linear < 0 ? 0x80 : 0;
    int magnitude = Math.min(linear < 0 ? -linear : linear, CLIP) + BIAS;
    int segment = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
    int mantissa = (magnitude >> (segment + 3)) & 0x0f;
    return ~(sign | (segment << 4) | mantissa) & 0xff;
  }

  /// ITU-T G.711 table 1, as 16 bit samples; every second bit is inverted on the wire.
  private static int aToLinear(int code) {
    int a = code ^ 0x55;
    int segment = (a & 0x70) >> 4;
    int magnitude = ((a & 0x0f) << 4) + 8;
    if (segment > 0) {
      magnitude = (magnitude + 0x100) << (segment - 1);
    }
    return (a & 0x80) != 0 ? magnitude : -magnitude;
  }

  private static int linearToA(int linear) {
    int positive = linear >= 0 ? 0x80 : 0;
    int magnitude = Math.min(linear >= 0 ? linear : ~linear, 0x7fff) >> 3;
    int segment = Math.max(0, 31 - Integer.numberOfLeadingZeros(magnitude | 1) - 4);
    segment = magnitude < 32 ? 0 : segment;
    int mantissa = (segment < 2 ? magnitude >> 1 : magnitude >> segment) & 0x0f;
    return (positive | (Math.min(segment, 7) << 4) | mantissa) ^ 0x55;
  }
}
