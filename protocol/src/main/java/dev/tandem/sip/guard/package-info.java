/// The door: judges a message by its raw bytes before a parser, a transaction or an actor spends
/// anything on it, and answers what is refused without keeping state.
///
/// Start at [GuardedSink], which stands between the transports and the transactions: [RawScan]
/// reads, [MessageLimits] judges, [Admission] decides about new calls, [StatelessReply] answers.
/// All but the sink is pure, with time as a parameter. Built by the node's edge; SIP loop only.
@NullMarked
package dev.tandem.sip.guard;

import org.jspecify.annotations.NullMarked;
