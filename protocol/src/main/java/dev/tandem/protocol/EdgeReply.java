package dev.tandem.protocol;

/// What became of an [EdgeCommand.Ask].
public sealed interface EdgeReply extends Wire {
  /// @param response the final one; a challenge the edge could answer (`tandem.edge.logins`) has
  ///   [DialogResponse#credentials] to repeat the request with
  record Answered(DialogResponse response) implements EdgeReply {}

  record Unanswered(SessionCommand.Failure failure) implements EdgeReply {}
}
