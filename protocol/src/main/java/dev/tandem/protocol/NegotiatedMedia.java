package dev.tandem.protocol;

import org.jspecify.annotations.Nullable;

/// What offer and answer have come to for the audio of a call (RFC 3264), as seen from us.
///
/// @param codec name as in `a=rtpmap`, as `PCMU`
/// @param clockRate Hz
/// @param payloadType number we send it under, 0–127
/// @param packetMs length of the packets we send, 10–60 ms
/// @param sends whether we may send to the peer: not when it holds us
/// @param receives whether the peer may send to us: not when we hold it
/// @param telephoneEventType payload type of keys pressed (RFC 4733), null when not agreed
/// @param localHost, localPort our RTP address as the peer was told it; RTCP is on the next port
/// @param remoteHost, remotePort the peer's RTP address as it said; behind a NAT its packets come
///   from elsewhere. The host is `0.0.0.0` when it holds in the old way
/// @param remoteRtcpPort the peer's RTCP port
public record NegotiatedMedia(
    String codec,
    int clockRate,
    int payloadType,
    int packetMs,
    boolean sends,
    boolean receives,
    @Nullable Integer telephoneEventType,
    String localHost,
    int localPort,
    String remoteHost,
    int remotePort,
    int remoteRtcpPort)
    implements Wire {

  /// As the attribute of SDP has it: `sendrecv`, `sendonly`, `recvonly` or `inactive`.
  public String direction() {
    if (sends) {
      return receives ? "sendrecv" : "sendonly";
    }
    return receives ? "recvonly" : "inactive";
  }
}
