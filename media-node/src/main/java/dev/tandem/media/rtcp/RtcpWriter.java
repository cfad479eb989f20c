package dev.tandem.media.rtcp;

import dev.tandem.media.rtp.RtpInbound;
import dev.tandem.media.rtp.RtpOutbound;
import java.nio.ByteBuffer;

/// Builds compound RTCP packets from index 0 of a buffer (RFC 3550 §6.1): a report first, then SDES
/// with our CNAME, then BYE when we leave. Refilled for each packet; one per loop.
public final class RtcpWriter {
  static final int SENDER_REPORT = 200;
  static final int RECEIVER_REPORT = 201;
  static final int SOURCE_DESCRIPTION = 202;
  static final int BYE = 203;
  private static final int CNAME = 1;

  private int length;

  /// Starts the compound: a sender report when `out` sent anything, else a receiver report.
  ///
  /// @param ntp now
  /// @param lastReport middle of the NTP time of the peer's last sender report, 0 for none
  /// @param sinceReport 1/65536 s since it came
  public void report(
      ByteBuffer into,
      RtpOutbound out,
      RtpInbound in,
      long ntp,
      long nowNanos,
      int lastReport,
      int sinceReport) {
    boolean sender = out.packets() > 0;
    int blocks = in.started() ? 1 : 0;
    into.put(0, (byte) (0x80 | blocks));
    into.put(1, (byte) (sender ? SENDER_REPORT : RECEIVER_REPORT));
    into.putInt(4, out.ssrc());
    length = 8;
    if (sender) {
      into.putLong(8, ntp);
      into.putInt(16, out.timestampNow(nowNanos));
      into.putInt(20, (int) out.packets());
      into.putInt(24, (int) out.octets());
      length = 28;
    }
    if (blocks > 0) {
      block(into, in, lastReport, sinceReport);
    }
    into.putShort(2, (short) (length / 4 - 1));
  }

  private void block(ByteBuffer into, RtpInbound in, int lastReport, int sinceReport) {
    int lost = (int) Math.max(-0x800000, Math.min(0x7fffff, in.lost()));
    into.putInt(length, in.ssrc());
    into.putInt(length + 4, in.fractionLost() << 24 | (lost & 0xffffff));
    into.putInt(length + 8, in.extendedHighest());
    into.putInt(length + 12, in.jitter());
    into.putInt(length + 16, lastReport);
    into.putInt(length + 20, sinceReport);
    length += 24;
  }

  /// @param cname 1–255 ASCII bytes
  public void describe(ByteBuffer into, int ssrc, byte[] cname) {
    int start = length;
    into.put(start, (byte) 0x81);
    into.put(start + 1, (byte) SOURCE_DESCRIPTION);
    into.putInt(start + 4, ssrc);
    into.put(start + 8, (byte) CNAME);
    into.put(start + 9, (byte) cname.length);
    into.put(start + 10, cname);
    length = start + 10 + cname.length;
    do { // at least one zero ends the list of items, §6.5
      into.put(length++, (byte) 0);
    } while (length % 4 != 0);
    into.putShort(start + 2, (short) ((length - start) / 4 - 1));
  }

  public void bye(ByteBuffer into, int ssrc) {
    into.put(length, (byte) 0x81);
    into.put(length + 1, (byte) BYE);
    into.putShort(length + 2, (short) 1);
    into.putInt(length + 4, ssrc);
    length += 8;
  }

  /// Bytes built so far.
  public int length() {
    return length;
  }
}
