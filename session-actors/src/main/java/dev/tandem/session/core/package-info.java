/// One session's life as pure functions: `decide` finds the row of the state table and says which
/// facts to keep and what work to do, `evolve` applies a fact. Knows no actor, no SIP message, no
/// RTP packet and no clock; `dev.tandem.session` gives it those.
///
/// Start at [SessionCore], then [SessionState] (what a session knows), [SessionEvent] (the journal)
/// and [SessionAction] (the work). What holds whatever the table says is in [DialogRules],
/// [MessageRules] and [LegRules]. The plans ([SignallingPlan], [AnswerPlan], [AttemptPlan],
/// [ReliablePlan], [RefreshPlan], [RenewalPlan], [MovePlan], [MediaPlan], [MutePlan], [EarlyPlan],
/// [LinkPlan], [ForkPlan], [InfoPlan], [HoldPlan], [UpdatePlan], [ReferPlan], [NotifyPlan],
/// [TransferPlan], [PassedTransferPlan], [PlacePlan], [DevicePlan]) say what each action of the
/// table means.
@NullMarked
package dev.tandem.session.core;

import org.jspecify.annotations.NullMarked;
