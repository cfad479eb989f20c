/// The typed language of the system: what edges, sessions, bridges and media nodes say to each
/// other. Values and messages only; nothing here decides anything.
///
/// Start at [SessionCommand] (what a session hears), [EdgeCommand] (what a session asks of SIP) and
/// [MediaCommand] (what it asks of a media node). Everything that crosses a process is a [Wire].
@NullMarked
package dev.tandem.protocol;

import org.jspecify.annotations.NullMarked;
