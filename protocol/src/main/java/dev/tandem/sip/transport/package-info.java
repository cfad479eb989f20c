/// Bytes in, bytes out: UDP and TCP on Netty, framing and connection bounds. Knows where a SIP
/// message begins and ends, nothing of what it says.
///
/// Start at [SipTransports]. Everything runs on one event loop, which also owns the transactions:
/// single writer, no locks.
@NullMarked
package dev.tandem.sip.transport;

import org.jspecify.annotations.NullMarked;
