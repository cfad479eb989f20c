package dev.tandem.media.rtcp;

import java.nio.ByteBuffer;

/// Takes a compound RTCP packet apart (RFC 3550 §6.4, A.2) and remembers what concerns us. Refilled
/// for each packet; one per loop.
public final class RtcpReader {
  private boolean senderReport;
  private int senderReportMiddle;
  private boolean aboutUs;
  private int lastReport;
  private int sinceReport;
  private int fractionLost;
  private boolean bye;

  /// False when the packet is not a valid compound; then nothing was learned.
  ///
  /// @param ours the SSRC whose report blocks are looked for
  public boolean parse(ByteBuffer bytes, int length, int ours) {
    senderReport = false;
    aboutUs = false;
    bye = false;
    if (!valid(bytes, length)) {
      return false;
    }
    for (int at = 0; at < length; at += bytesAt(bytes, at)) {
      int type = bytes.get(at + 1) & 0xff;
      int end = at + bytesAt(bytes, at);
      switch (type) {
        case RtcpWriter.SENDER_REPORT -> readSender(bytes, at, end, ours);
        case RtcpWriter.RECEIVER_REPORT -> readBlocks(bytes, at, at + 8, end, ours);
        case RtcpWriter.BYE -> bye = true;
        default -> {} // SDES, APP, feedback: nothing for us
      }
    }
    return true;
  }

  /// A.2: version 2 throughout, a report first, lengths that add up.
  private static boolean valid(ByteBuffer bytes, int length) {
    if (length < 8 || length % 4 != 0) {
      return false;
    }
    int first = bytes.get(1) & 0xff;
    if (first != RtcpWriter.SENDER_REPORT && first != RtcpWriter.RECEIVER_REPORT) {
      return false;
    }
    int at = 0;
    while (at + 4 <= length) {
      if ((bytes.get(at) & 0xc0) != 0x80) {
        return false;
      }
      at += bytesAt(bytes, at);
    }
    return at == length;
  }

  private static int bytesAt(ByteBuffer bytes, int at) {
    return ((bytes.getShort(at + 2) & 0xffff) + 1) * 4;
  }

  private void readSender(ByteBuffer bytes, int at, int end, int ours) {
    if (at + 28 > end) {
      return;
    }
    senderReport = true;
    senderReportMiddle = NtpClock.middle(bytes.getLong(at + 8));
    readBlocks(bytes, at, at + 28, end, ours);
  }

  private void readBlocks(ByteBuffer bytes, int at, int firstBlock, int end, int ours) {
    int blocks = bytes.get(at) & 0x1f;
    for (int i = 0, block = firstBlock; i < blocks && block + 24 <= end; i++, block += 24) {
      if (bytes.getInt(block) == ours) {
        aboutUs = true;
        fractionLost = bytes.get(block + 4) & 0xff;
        lastReport = bytes.getInt(block + 16);
        sinceReport = bytes.getInt(block + 20);
      }
    }
  }

  public boolean senderReport() {
    return senderReport;
  }

  /// Middle 32 bits of the NTP time in the sender report.
  public int senderReportMiddle() {
    return senderReportMiddle;
  }

  public boolean aboutUs() {
    return aboutUs;
  }

  /// What the peer lost of ours lately, 0–255 of 256.
  public int fractionLost() {
    return fractionLost;
  }

  public boolean bye() {
    return bye;
  }

  /// Round trip in 1/65536 s (RFC 3550 §6.4.1), -1 when the block does not tell.
  ///
  /// @param nowMiddle middle 32 bits of the NTP time of arrival
  public int roundTrip(int nowMiddle) {
    if (!aboutUs || lastReport == 0) {
      return -1;
    }
    int trip = nowMiddle - lastReport - sinceReport;
    return trip < 0 ? -1 : trip;
  }
}
