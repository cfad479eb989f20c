/// Subscriptions of phones (RFC 6665): to the calls of an address (RFC 4235) and to the roster of a
/// conference (RFC 4575). Each is a sharded, event-sourced entity that outlives its node.
///
/// And subscriptions of ours to what others know: [Watcher] (pure), [WatcherEntity]; [Asking] by
/// SUBSCRIBE, [Hearing] NOTIFYs, both on its [Course]; [Subscriber] sends, and tells the
/// application.
///
/// Start at [Notifier] (pure), then [NotifierEntity]. What is watched is looked up when something
/// has changed ([LiveNotifiers] hears of it), at most once a second, as a [Picture]; [DialogInfo]
/// and [ConferenceInfo] write it down. Nothing here costs a call anything while nobody watches.
@NullMarked
package dev.tandem.watch;

import org.jspecify.annotations.NullMarked;
