package dev.tandem.media.loop;

/// Written by one loop, read racily by metrics. All since start.
public final class LoopCounters {
  long packetsIn;
  long bytesIn;
  long rtcpIn;
  long packetsOut;
  long bytesOut;
  long notRtp;
  long notRtcp;
  long strangers;
  long duplicates;
  long doubtful;
  long unknownPayload;
  long wrongDirection;
  long eventsNotMixed;
  long drained;
  long refusedByNetwork;
  long sendBufferFull;
  long failures;
  long stalls;

  LoopCounters() {}

  public Snapshot snapshot() {
    return new Snapshot(
        packetsIn,
        bytesIn,
        rtcpIn,
        packetsOut,
        bytesOut,
        new Drops(
            notRtp,
            notRtcp,
            strangers,
            duplicates,
            doubtful,
            unknownPayload,
            wrongDirection,
            eventsNotMixed,
            drained),
        refusedByNetwork,
        sendBufferFull,
        failures,
        stalls);
  }

  void clear() {
    packetsIn = bytesIn = rtcpIn = packetsOut = bytesOut = 0;
    notRtp = notRtcp = strangers = duplicates = doubtful = unknownPayload = 0;
    wrongDirection = eventsNotMixed = drained = 0;
    refusedByNetwork = sendBufferFull = failures = stalls = 0;
  }

  /// Packets thrown away, by reason.
  ///
  /// @param notRtp on an RTP port, and not RTP
  /// @param notRtcp on an RTCP port, and not valid RTCP or not from the peer
  /// @param strangers from an address the leg does not believe
  /// @param duplicates seen before, or far too old
  /// @param doubtful a jump in sequence numbers not yet confirmed
  /// @param unknownPayload a payload type nobody agreed on
  /// @param wrongDirection while the leg may not receive
  /// @param eventsNotMixed telephone events in a room, which mixes audio only
  /// @param drained for a leg that is closed
  public record Drops(
      long notRtp,
      long notRtcp,
      long strangers,
      long duplicates,
      long doubtful,
      long unknownPayload,
      long wrongDirection,
      long eventsNotMixed,
      long drained) {}

  /// @param packetsIn of both kinds
  /// @param rtcpIn those on RTCP ports
  /// @param refusedByNetwork receives or sends answered with an error, mostly ICMP port unreachable
  /// @param failures tasks or beats ended by an exception: always a bug
  /// @param stalls times the loop was more than 100 ms late and gave beats up
  public record Snapshot(
      long packetsIn,
      long bytesIn,
      long rtcpIn,
      long packetsOut,
      long bytesOut,
      Drops drops,
      long refusedByNetwork,
      long sendBufferFull,
      long failures,
      long stalls) {}
}
