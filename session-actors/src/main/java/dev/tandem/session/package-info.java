/// Sessions as sharded, event-sourced entities. [SessionEntity] gives the pure core
/// (`session.core`) a mailbox, a journal and timers; [SessionDoors] is all it sees of the world:
/// edges, media nodes, other sessions, listeners.
///
/// Start at [SessionEntity]; [SessionSharding] starts the region and routes by the shard in an id.
@NullMarked
package dev.tandem.session;

import org.jspecify.annotations.NullMarked;
