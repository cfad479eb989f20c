/// State tables: the behaviour of a session as rows of YAML, read once, checked hard, compiled to
/// arrays. Pure: nothing here knows SIP, RTP, actors or time. The format is described for operators
/// in `docs/state-tables.md`.
///
/// Start at [StateTable]: `parse` turns text into a table or into an [InvalidTable] that lists
/// every problem; `match` finds the [Row] for an event. The words a table may use are the enums
/// [TableEvent], [TableGuard], [TableAction] and [Publication]; the session core gives them
/// meaning. Reading is done by `TableReader` and `RowReader`, checking by `TableCheck`.
@NullMarked
package dev.tandem.table;

import org.jspecify.annotations.NullMarked;
