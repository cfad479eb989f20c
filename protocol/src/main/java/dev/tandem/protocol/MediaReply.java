package dev.tandem.protocol;

/// What the media pool answers.
public sealed interface MediaReply extends Wire {
  LegId leg();

  /// @param host address to put into SDP
  /// @param rtpPort even
  /// @param rtcpPort `rtpPort + 1`
  record Opened(LegId leg, String host, int rtpPort, int rtcpPort) implements MediaReply {}

  /// The leg was not opened, and nothing is held for it.
  record Refused(LegId leg, Cause cause, String detail) implements MediaReply {}

  record Changed(LegId leg) implements MediaReply {}

  /// There is no such leg here (any more).
  record Unknown(LegId leg) implements MediaReply {}

  record Closed(LegId leg, LegStatistics statistics) implements MediaReply {}

  record Described(LegId leg, LegStatistics statistics) implements MediaReply {}

  enum Cause {
    /// Every port of the range is taken or draining.
    NO_PORTS,
    /// The node leaves; it takes no new legs.
    DRAINING,
    /// The loops are as busy as they may be.
    OVERLOADED
  }
}
