package dev.tandem.media.loop;

import dev.tandem.media.jitter.JitterBuffer;
import dev.tandem.media.mix.Mixer;
import dev.tandem.media.mix.Sine;

/// What a leg needs once its sound is made or mixed here and not just passed on: about 10 KB, so it
/// is made on first use.
final class LegVoice {
  private static final int MAX_PACKET = 480;

  final JitterBuffer jitter = new JitterBuffer();
  final short[] samples = new short[Mixer.FRAME];
  final Sine sine = new Sine();

  /// Whether `samples` hold anything in this tick.
  boolean heard;

  private final byte[] pending = new byte[MAX_PACKET + Mixer.FRAME];
  private int pendingBytes;

  void pull() {
    heard = jitter.get(samples) != JitterBuffer.Frame.SILENCE;
  }

  /// Adds a frame to what waits for a whole packet.
  void append(byte[] frame) {
    if (pendingBytes > MAX_PACKET) {
      pendingBytes = 0;
    }
    System.arraycopy(frame, 0, pending, pendingBytes, Mixer.FRAME);
    pendingBytes += Mixer.FRAME;
  }

  int pendingBytes() {
    return pendingBytes;
  }

  void take(byte[] into, int bytes) {
    System.arraycopy(pending, 0, into, 0, bytes);
    pendingBytes -= bytes;
    System.arraycopy(pending, bytes, pending, 0, pendingBytes);
  }
}
