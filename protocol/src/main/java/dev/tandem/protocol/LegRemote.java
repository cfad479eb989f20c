package dev.tandem.protocol;

/// The far end of a leg, as offer and answer agreed on it.
///
/// @param host numeric address of the peer's `c=`, `0.0.0.0` when on hold in the old way
/// @param rtpPort 1–65535
/// @param rtcpPort 1–65535; `rtpPort + 1` unless `a=rtcp` said otherwise
/// @param payloadType what we send with
/// @param encoding `PCMU` or `PCMA`
/// @param clockRate Hz
/// @param telephoneEventType RFC 4733 payload type, -1 when not agreed
/// @param packetMs packet length we send, 10–60 ms
/// @param send whether we may send (direction as seen from us)
/// @param receive whether the peer may send
public record LegRemote(
    String host,
    int rtpPort,
    int rtcpPort,
    int payloadType,
    String encoding,
    int clockRate,
    int telephoneEventType,
    int packetMs,
    boolean send,
    boolean receive)
    implements Wire {}
