/// The registrar (RFC 3261 §10): who can be reached where. Each address of record is a sharded,
/// event-sourced entity that keeps its bindings until they expire, whatever node dies.
///
/// Start at [Registrar] (pure), then [RegistrarEntity].
@NullMarked
package dev.tandem.registrar;

import org.jspecify.annotations.NullMarked;
