package dev.tandem.protocol;

/// What a session answers to an application.
public sealed interface SessionReply extends Wire {
  record Done(SessionId session) implements SessionReply {}

  record Refused(ErrorKind error, String detail) implements SessionReply {}

  record Told(SessionInfo info) implements SessionReply {}

  record Happened(SessionHistory history) implements SessionReply {}
}
