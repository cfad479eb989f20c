package dev.tandem.protocol;

import org.jspecify.annotations.Nullable;

/// Figures of one leg. What is not known is null, never invented (RFC 3550 §6.4, appendix A.3,
/// A.8).
///
/// @param packetsLost by extended sequence numbers; negative when duplicates outweigh loss
/// @param jitterMs interarrival jitter of what we receive
/// @param roundTripMs from RTCP LSR/DLSR
/// @param remoteHost where media really comes from (after latching)
public record LegStatistics(
    long packetsSent,
    long bytesSent,
    long packetsReceived,
    long bytesReceived,
    long packetsLost,
    long packetsLate,
    long packetsDropped,
    @Nullable Double jitterMs,
    @Nullable Double roundTripMs,
    @Nullable String encoding,
    @Nullable String remoteHost,
    int remotePort)
    implements Wire {
  public static final LegStatistics EMPTY =
      new LegStatistics(0, 0, 0, 0, 0, 0, 0, null, null, null, null, 0);
}
