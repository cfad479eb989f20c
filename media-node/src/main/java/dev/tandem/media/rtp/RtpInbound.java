package dev.tandem.media.rtp;

/// What one leg receives: extended sequence numbers, loss, duplicates and jitter by RFC 3550
/// appendices A.1, A.3 and A.8, over all the sources the peer uses one after the other.
///
/// A.1 is taken lightly: the first packet of a source already counts, since latching has its own
/// probation and a caller's first syllable matters. Written by one loop.
public final class RtpInbound {
  /// What became of a packet.
  public enum Verdict {
    /// Next, or a little early or late, of the known source.
    IN_ORDER,
    /// The first of a source: another SSRC, or the same one after a restart.
    NEW_SOURCE,
    /// Seen before.
    DUPLICATE,
    /// A jump that a second packet must confirm (A.1).
    DOUBTFUL
  }

  private static final int MAX_DROPOUT = 3000;
  private static final int MAX_MISORDER = 100;
  private static final int NONE = -1;

  private boolean started;
  private int epoch;
  private int ssrc;
  private int baseExtended;
  private int maxExtended;
  private int badSequence = NONE;
  private long window;
  private long receivedOfSource;
  private long lostBefore;
  private long packets;
  private long bytes;
  private long duplicates;
  private long reordered;
  private int lastTransit;
  private long jitterSixteenths;
  private boolean jitterKnown;
  private long expectedAtReport;
  private long receivedAtReport;

  public Verdict accept(RtpPacket packet, int length) {
    if (!started || packet.ssrc() != ssrc) {
      packets++;
      bytes += length;
      return begin(packet);
    }
    int delta = (short) (packet.sequence() - maxExtended);
    if (delta > 0 && delta < MAX_DROPOUT) {
      window = delta < 64 ? (window << delta) | 1 : 1;
      maxExtended += delta;
      badSequence = NONE;
      count(length);
      return Verdict.IN_ORDER;
    }
    return delta > -MAX_MISORDER && delta <= 0 ? late(-delta, length) : jump(packet, length);
  }

  private void count(int length) {
    packets++;
    bytes += length;
    receivedOfSource++;
  }

  private Verdict late(int behind, int length) {
    count(length);
    long bit = behind < 64 ? 1L << behind : 0;
    if (bit == 0 || (window & bit) != 0) {
      duplicates++;
      return Verdict.DUPLICATE;
    }
    window |= bit;
    reordered++;
    if (maxExtended - behind < baseExtended) {
      baseExtended = maxExtended - behind; // older than the first one: it had overtaken this one
    }
    return Verdict.IN_ORDER;
  }

  private Verdict jump(RtpPacket packet, int length) {
    packets++;
    bytes += length;
    if (packet.sequence() == badSequence) {
      return begin(packet);
    }
    badSequence = (packet.sequence() + 1) & 0xffff;
    return Verdict.DOUBTFUL;
  }

  private Verdict begin(RtpPacket packet) {
    lostBefore = lost();
    started = true;
    epoch++;
    ssrc = packet.ssrc();
    baseExtended = 0x10000 + packet.sequence();
    maxExtended = baseExtended;
    badSequence = NONE;
    window = 1;
    receivedOfSource = 1;
    expectedAtReport = 0;
    receivedAtReport = 0;
    jitterKnown = false;
    return Verdict.NEW_SOURCE;
  }

  /// Interarrival jitter, A.8. Not for events, whose timestamps stand still (RFC 4733 §2.2).
  ///
  /// @param arrival the same clock as the timestamps', any origin
  public void observe(int timestamp, int arrival) {
    int transit = arrival - timestamp;
    if (jitterKnown) {
      int d = Math.abs(transit - lastTransit);
      jitterSixteenths += d - ((jitterSixteenths + 8) >> 4);
    }
    jitterKnown = true;
    lastTransit = transit;
  }

  /// Share of packets lost since the last call, in 1/256 (RFC 3550 A.3); 0 when negative.
  public int fractionLost() {
    long expected = expected();
    long expectedNow = expected - expectedAtReport;
    long receivedNow = receivedOfSource - receivedAtReport;
    expectedAtReport = expected;
    receivedAtReport = receivedOfSource;
    long lost = expectedNow - receivedNow;
    return expectedNow <= 0 || lost <= 0 ? 0 : (int) Math.min(255, (lost << 8) / expectedNow);
  }

  private long expected() {
    return started ? (long) maxExtended - baseExtended + 1 : 0;
  }

  /// Grows with every new source, so that others notice one.
  public int epoch() {
    return epoch;
  }

  public boolean started() {
    return started;
  }

  public int ssrc() {
    return ssrc;
  }

  /// Of the present source, with cycles in the upper 16 bits (RFC 3550 §6.4.1).
  public int extendedHighest() {
    return maxExtended - 0x10000;
  }

  /// Cumulative; negative when duplicates outweigh loss.
  public long lost() {
    return lostBefore + expected() - receivedOfSource;
  }

  public long packets() {
    return packets;
  }

  /// Of whole RTP packets, headers included.
  public long bytes() {
    return bytes;
  }

  public long duplicates() {
    return duplicates;
  }

  public long reordered() {
    return reordered;
  }

  /// In timestamp units.
  public int jitter() {
    return (int) (jitterSixteenths >> 4);
  }
}
