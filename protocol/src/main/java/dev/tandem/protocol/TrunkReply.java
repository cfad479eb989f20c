package dev.tandem.protocol;

/// What a trunk answers.
public sealed interface TrunkReply extends Wire {
  record Admitted() implements TrunkReply {}

  /// @param calls that go over it now, as many as may
  record Full(int calls) implements TrunkReply {}

  /// It has nothing registered any more.
  record Unregistered() implements TrunkReply {}
}
