/// RTP as RFC 3550 and RFC 3551 have it: [RtpPacket] reads a header, [RtpInbound] counts what
/// comes, [RtpOutbound] keeps what goes continuous, [LatchGuard] decides whom to believe.
///
/// Pure: no socket, no clock, no allocation per packet. Called by `loop`.
@NullMarked
package dev.tandem.media.rtp;

import org.jspecify.annotations.NullMarked;
