package dev.tandem.protocol;

public sealed interface SubscriptionReply extends Wire {
  /// @param seconds how long it lasts, 0 when it has ended
  record Granted(long seconds) implements SubscriptionReply {}

  /// Nothing was changed.
  record Refused(Refusal why, long limit) implements SubscriptionReply {}

  enum Refusal {
    /// Shorter than `limit` seconds.
    TOO_BRIEF,
    /// More than `limit` of one subscriber.
    TOO_MANY,
    /// A later request was heard before.
    OUT_OF_ORDER,
    /// There is none, or it has ended.
    UNKNOWN,
    /// The node has no room for another; without a limit.
    FULL
  }
}
