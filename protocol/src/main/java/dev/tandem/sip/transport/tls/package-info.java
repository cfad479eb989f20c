/// Certificates: read from PEM files, checked before they are used, read again when the files
/// change, and compared with the name a SIP peer was asked for (RFC 5922).
///
/// Start at [TlsContexts]. Only the transports use it.
@NullMarked
package dev.tandem.sip.transport.tls;

import org.jspecify.annotations.NullMarked;
