/// RTCP as RFC 3550 §6 has it: [RtcpWriter] builds a compound, [RtcpReader] takes one apart,
/// [NtpClock] tells the time both speak of. Pure; called by `loop`.
@NullMarked
package dev.tandem.media.rtcp;

import org.jspecify.annotations.NullMarked;
