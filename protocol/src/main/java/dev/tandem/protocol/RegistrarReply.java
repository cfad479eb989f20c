package dev.tandem.protocol;

import java.util.List;

public sealed interface RegistrarReply extends Wire {
  /// @param bindings that have not expired, best first
  record Bound(List<Binding> bindings) implements RegistrarReply {}

  /// Nothing was changed.
  record Refused(Refusal why, long limit) implements RegistrarReply {}

  enum Refusal {
    /// Shorter than `limit` seconds.
    TOO_BRIEF,
    /// More than `limit` contacts of one address.
    TOO_MANY,
    /// A later request of the same Call-ID was heard before.
    OUT_OF_ORDER,
    /// The node has no room for another address; without a limit.
    FULL
  }
}
