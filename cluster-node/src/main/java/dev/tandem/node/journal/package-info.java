/// The journal: where the facts of sessions, bridges and bindings are kept, on H2 or PostgreSQL.
///
/// Start at [Journal], opened once per process before the actor system and handed to it as a
/// [JournalSetup]; [JdbcJournal] is the Pekko plugin on top of it. A write goes `JdbcJournal` →
/// [JournalWriter] (one thread, group commit) → [Dialect] (the SQL); a read goes through
/// [JournalReader]. [Schema] owns the tables, [JournalQueries] asks about many entities at once.
/// `Main` and the wake-up code of the node may call [Journal]; nobody else touches the tables.
@NullMarked
package dev.tandem.node.journal;

import org.jspecify.annotations.NullMarked;
