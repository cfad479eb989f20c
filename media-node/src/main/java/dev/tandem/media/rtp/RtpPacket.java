package dev.tandem.media.rtp;

import java.nio.ByteBuffer;

/// The header of the RTP packet being looked at (RFC 3550 §5.1). One object per loop, refilled for
/// every packet.
public final class RtpPacket {
  public static final int HEADER_BYTES = 12;

  private int payloadType;
  private boolean marker;
  private int sequence;
  private int timestamp;
  private int ssrc;
  private int payloadOffset;
  private int payloadBytes;

  /// Reads the header of a packet that starts at index 0. False when it is not RTP, or its lengths
  /// contradict each other; the fields then mean nothing.
  ///
  /// Payload types 72–76 are RTCP packet types with the top bit taken for the marker (RFC 5761 §4):
  /// never RTP.
  public boolean parse(ByteBuffer bytes, int length) {
    if (length < HEADER_BYTES) {
      return false;
    }
    int first = bytes.get(0) & 0xff;
    int second = bytes.get(1) & 0xff;
    int type = second & 0x7f;
    if (first >>> 6 != 2 || (type >= 72 && type <= 76)) {
      return false;
    }
    payloadType = type;
    marker = second > 0x7f;
    sequence = bytes.getShort(2) & 0xffff;
    timestamp = bytes.getInt(4);
    ssrc = bytes.getInt(8);
    payloadOffset = HEADER_BYTES + ((first & 0x0f) << 2);
    payloadBytes = length - payloadOffset;
    return (first & 0x30) == 0 ? payloadBytes >= 0 : parseRare(bytes, first, length);
  }

  /// Header extension (RFC 3550 §5.3.1) and padding.
  private boolean parseRare(ByteBuffer bytes, int first, int length) {
    if ((first & 0x10) != 0) {
      if (payloadOffset + 4 > length) {
        return false;
      }
      payloadOffset += 4 + ((bytes.getShort(payloadOffset + 2) & 0xffff) << 2);
    }
    payloadBytes = length - payloadOffset;
    if (payloadBytes < 0) {
      return false;
    }
    if ((first & 0x20) != 0) {
      int padding = bytes.get(length - 1) & 0xff;
      if (padding == 0 || padding > payloadBytes) {
        return false;
      }
      payloadBytes -= padding;
    }
    return true;
  }

  public static void write(
      ByteBuffer into, int payloadType, boolean marker, int sequence, int timestamp, int ssrc) {
    into.put(0, (byte) 0x80);
    into.put(1, (byte) (marker ? payloadType | 0x80 : payloadType));
    into.putShort(2, (short) sequence);
    into.putInt(4, timestamp);
    into.putInt(8, ssrc);
  }

  /// Puts other values into a header and leaves its CSRCs, extension, padding and payload alone.
  public static void rewrite(
      ByteBuffer packet, int payloadType, boolean marker, int sequence, int timestamp, int ssrc) {
    packet.put(1, (byte) (marker ? payloadType | 0x80 : payloadType));
    packet.putShort(2, (short) sequence);
    packet.putInt(4, timestamp);
    packet.putInt(8, ssrc);
  }

  /// 0–127.
  public int payloadType() {
    return payloadType;
  }

  public boolean marker() {
    return marker;
  }

  /// 0–65535.
  public int sequence() {
    return sequence;
  }

  public int timestamp() {
    return timestamp;
  }

  public int ssrc() {
    return ssrc;
  }

  public int payloadOffset() {
    return payloadOffset;
  }

  public int payloadBytes() {
    return payloadBytes;
  }
}
