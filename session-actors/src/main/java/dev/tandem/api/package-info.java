/// What applications use. Start a [SessionCoordinator] (made by
/// `dev.tandem.node.SessionManagerBuilder`), give it a [CallHandler] for what happens to incoming
/// calls, and control calls, bridges and conferences through it. Nothing here needs knowledge of
/// SIP.
///
/// Methods block until the cluster has answered, a few milliseconds as a rule; call them from
/// handlers (which run on virtual threads) or any thread of yours, not from an actor.
@NullMarked
package dev.tandem.api;

import org.jspecify.annotations.NullMarked;
