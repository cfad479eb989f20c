package dev.tandem.media.rtp;

import org.jspecify.annotations.Nullable;

/// What one leg sends: one SSRC for its whole life, sequence numbers without a gap of our own, and
/// timestamps that follow the clock, whoever's voice it is. Written by one loop.
///
/// A relayed source keeps its own gaps and its order (RFC 3550 §7.1, a translator); when the source
/// changes, the numbers go on where they were and the marker is set (RFC 3551 §4.1).
public final class RtpOutbound {
  private static final int FRAME = 160;
  private static final int SILENT_GAP = 5 * FRAME;
  private static final int NANOS_PER_SAMPLE = 125_000;

  private final int ssrc;
  private @Nullable RtpInbound source;
  private int sourceEpoch;
  private int sequenceOffset;
  private int timestampOffset;
  private int firstSequence;
  private int sinceChange;
  private boolean started;
  private boolean marker;
  private int sequence;
  private int timestamp;
  private int mappedSequence;
  private int mappedTimestamp;
  private int lastSamples;
  private long lastNanos;
  private long packets;
  private long bytes;
  private long octets;

  /// The three starting values should be random (RFC 3550 §5.1).
  public RtpOutbound(int ssrc, int sequence, int timestamp) {
    this.ssrc = ssrc;
    this.sequence = sequence & 0xffff;
    this.timestamp = timestamp;
  }

  /// Maps a packet of `from` into our numbers; then [#sequence()], [#timestamp()] and [#marker()]
  /// are its. False when it is older than the change of source and must not be sent.
  public boolean relay(RtpInbound from, RtpPacket packet, long nowNanos) {
    if (source != from || sourceEpoch != from.epoch()) {
      changeSource(from, packet, nowNanos);
    }
    int mapped = (packet.sequence() + sequenceOffset) & 0xffff;
    boolean newer = (short) (mapped - sequence) > 0;
    if (!newer && sinceChange < 100 && (short) (mapped - firstSequence) < 0) {
      return false;
    }
    marker = sinceChange == 0 || packet.marker();
    mappedSequence = mapped;
    mappedTimestamp = packet.timestamp() + timestampOffset;
    if (newer) {
      sequence = mapped;
      timestamp = mappedTimestamp;
      lastNanos = nowNanos;
    }
    sinceChange = Math.min(sinceChange + 1, 100);
    return true;
  }

  private void changeSource(RtpInbound from, RtpPacket packet, long nowNanos) {
    source = from;
    sourceEpoch = from.epoch();
    int first = started ? sequence + 1 : sequence;
    sequenceOffset = first - packet.sequence();
    timestampOffset = timestampAt(nowNanos) - packet.timestamp();
    firstSequence = first & 0xffff;
    sequence = (first - 1) & 0xffff;
    lastSamples = FRAME;
    sinceChange = 0;
    started = true;
  }

  /// Takes the numbers of the next packet of our own making.
  ///
  /// @param samples it holds, 80–480
  public void next(int samples, long nowNanos) {
    boolean changed = source != null || !started;
    source = null;
    boolean gap = started && nowNanos - lastNanos > (long) SILENT_GAP * NANOS_PER_SAMPLE;
    timestamp = changed || gap ? timestampAt(nowNanos) : timestamp + lastSamples;
    sequence = started ? (sequence + 1) & 0xffff : sequence;
    marker = changed || gap;
    started = true;
    lastSamples = samples;
    lastNanos = nowNanos;
    mappedSequence = sequence;
    mappedTimestamp = timestamp;
  }

  /// Where the clock stands, in whole frames after the last packet, at least one.
  private int timestampAt(long nowNanos) {
    if (!started) {
      return timestamp;
    }
    long elapsed = (nowNanos - lastNanos) / NANOS_PER_SAMPLE;
    long frames = (elapsed + FRAME / 2) / FRAME;
    return timestamp + (int) Math.max(lastSamples, frames * FRAME);
  }

  /// Counts a packet that went out.
  public void sent(int length, int payloadBytes) {
    packets++;
    bytes += length;
    octets += payloadBytes;
  }

  public int ssrc() {
    return ssrc;
  }

  public int sequence() {
    return mappedSequence;
  }

  public int timestamp() {
    return mappedTimestamp;
  }

  public boolean marker() {
    return marker;
  }

  public long packets() {
    return packets;
  }

  /// Of whole RTP packets, headers included.
  public long bytes() {
    return bytes;
  }

  /// Of payload only (RFC 3550 §6.4.1).
  public long octets() {
    return octets;
  }

  /// Our timestamp at this moment, for a sender report.
  public int timestampNow(long nowNanos) {
    return timestamp + (int) ((nowNanos - lastNanos) / NANOS_PER_SAMPLE);
  }
}
