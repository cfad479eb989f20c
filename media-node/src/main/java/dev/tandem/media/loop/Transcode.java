package dev.tandem.media.loop;

import dev.tandem.media.rtp.RtpPacket;
import java.nio.ByteBuffer;

/// One G.711 law to the other, without a detour over the mixer: no delay, no jitter buffer.
final class Transcode {
  private Transcode() {}

  /// @param scratch used for up to its own length at a time
  static void inPlace(ByteBuffer bytes, RtpPacket packet, byte[] table, byte[] scratch) {
    int end = packet.payloadOffset() + packet.payloadBytes();
    for (int at = packet.payloadOffset(); at < end; at += scratch.length) {
      int chunk = Math.min(scratch.length, end - at);
      bytes.get(at, scratch, 0, chunk);
      for (int i = 0; i < chunk; i++) {
        scratch[i] = table[scratch[i] & 0xff];
      }
      bytes.put(at, scratch, 0, chunk);
    }
  }
}
