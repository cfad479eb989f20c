package dev.tandem.session.core;

import dev.tandem.protocol.Treatment;
import dev.tandem.sdp.LocalAudio;
import java.time.Duration;

/// What the core needs of the session settings.
///
/// @param audio codecs we offer and take
/// @param ringing how long an incoming call may ring undecided
/// @param maxAge after which a call is ended
/// @param retries how often in a row what a call needs to follow its parts is tried again
/// @param onHold what a peer on hold hears
/// @param ackWait 64 × T1: how long the ACK of a 2xx may take (RFC 3261 §13.3.1.4)
public record CoreSettings(
    LocalAudio audio,
    Duration ringing,
    Duration maxAge,
    Duration ackWait,
    Duration mediaWait,
    int retries,
    Treatment onHold) {}
