/// One session's life as pure functions: `decide` finds the row of the state table and says which
/// facts to keep and what work to do, `evolve` applies a fact. Knows no actor, no SIP message, no
/// RTP packet and no clock; `dev.tandem.session` gives it those.
///
/// Start at [SessionCore], then [SessionState] (what a session knows), [SessionEvent] (the journal)
/// and [SessionAction] (the work). The plans ([SignallingPlan], [MediaPlan], [LinkPlan]) say what
/// each action of the table means.
@NullMarked
package dev.tandem.session.core;

import org.jspecify.annotations.NullMarked;
