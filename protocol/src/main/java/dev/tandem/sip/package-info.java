/// SIP for the rest of the system: [SipStack] brings the transports, the guard and the transactions
/// together on one event loop. What it is made of lives below: `message`, `transport`, `guard`,
/// `transaction`.
///
/// Start at [SipStack]. Called by `dev.tandem.node.edge`; no JAIN-SIP type leaves these packages.
@NullMarked
package dev.tandem.sip;

import org.jspecify.annotations.NullMarked;
