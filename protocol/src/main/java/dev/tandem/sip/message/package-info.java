/// SIP messages: bytes to small read-only views ([SipRequest], [SipResponse]) and back. JAIN-SIP
/// parses; what leaves is written as text by [ResponseHead] and [OutgoingRequest], so that nothing
/// is cloned and each message is encoded once.
///
/// Start at [SipParser]. Nothing here knows sockets, transactions or time. A parser belongs to one
/// thread; the views are read on one thread too.
@NullMarked
package dev.tandem.sip.message;

import org.jspecify.annotations.NullMarked;
