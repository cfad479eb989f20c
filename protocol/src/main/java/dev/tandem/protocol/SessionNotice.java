package dev.tandem.protocol;

/// The state of a call has changed in a way that others may watch.
///
/// @param from, to as in [SessionInfo]
public record SessionNotice(SessionId session, String from, String to) implements Wire {}
