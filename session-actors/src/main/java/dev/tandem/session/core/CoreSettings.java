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
/// @param sessionExpires what we ask for as Session-Expires, zero for no session timer of ours
/// @param leastSessionExpires what we take, 90 s or more
/// @param reliableRinging whether to ring reliably wherever the caller can
/// @param followRedirects whether a 3xx is followed
/// @param b2bua what a forwarded call takes along
/// @param ackWait 64 × T1: how long the ACK of a 2xx may take (RFC 3261 §13.3.1.4)
public record CoreSettings(
    LocalAudio audio,
    Duration ringing,
    Duration maxAge,
    Duration ackWait,
    Duration mediaWait,
    int retries,
    Treatment onHold,
    Duration sessionExpires,
    Duration leastSessionExpires,
    boolean reliableRinging,
    boolean followRedirects,
    B2buaSettings b2bua) {}
