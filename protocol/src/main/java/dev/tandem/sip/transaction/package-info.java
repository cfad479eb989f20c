/// SIP transactions (RFC 3261 §17 with RFC 6026), each kind a [TransitionTable] whose rows follow
/// the RFC's figure; `docs/transactions.md` is drawn from them.
///
/// Start at [TransactionLayer], then [ClientTables] and [ServerTables]. Everything runs on one SIP
/// loop: single writer, no locks. [TransactionUser] is who is told; called through
/// `dev.tandem.sip.SipStack`.
@NullMarked
package dev.tandem.sip.transaction;

import org.jspecify.annotations.NullMarked;
