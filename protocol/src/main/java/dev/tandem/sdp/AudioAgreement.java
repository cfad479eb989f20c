package dev.tandem.sdp;

/// What offer and answer came to for the audio stream, as seen from us.
///
/// @param format what we send, with the peer's payload type number
/// @param telephoneEventType the peer's payload type for RFC 4733 events, -1 when not agreed
/// @param packetMs packet length we send, 10–60 ms
/// @param remoteHost numeric; `0.0.0.0` or `::` when the peer holds in the old way, and then
///   `direction` does not send
/// @param remotePort 1–65535
/// @param remoteRtcpPort 1–65535
public record AudioAgreement(
    Format format,
    int telephoneEventType,
    int packetMs,
    Direction direction,
    String remoteHost,
    int remotePort,
    int remoteRtcpPort) {}
