package dev.tandem.protocol;

import org.jspecify.annotations.Nullable;

/// What a session hears. Commands arrive from edges (SIP), from applications and from bridges;
/// media replies arrive through the entity's own adapters.
public sealed interface SessionCommand extends Wire {

  // From an edge.

  /// A new call. The edge repeats it until the session has answered, so it may arrive again.
  record Invited(Invitation invitation, TransactionRef transaction) implements SessionCommand {}

  /// A request inside our dialog other than ACK and CANCEL. Must be answered through `transaction`;
  /// the edge repeats the command until it is.
  record Requested(DialogRequest request, TransactionRef transaction) implements SessionCommand {}

  /// The ACK of our 2xx.
  ///
  /// @param body an SDP answer when our 2xx carried the offer, else empty
  record Acked(long cseq, PeerAddress source, @Nullable String contentType, String body)
      implements SessionCommand {}

  /// The caller has given up; the edge has answered the CANCEL itself with 200. The session answers
  /// the INVITE with 487.
  ///
  /// @param reason value of the Reason header, null when there is none
  record Cancelled(@Nullable String reason) implements SessionCommand {}

  /// A response to a request of ours.
  ///
  /// @param request the key given in [EdgeCommand.Send]
  record Responded(String request, DialogResponse response) implements SessionCommand {}

  /// A request of ours got no final response.
  record Unanswered(String request, Failure failure) implements SessionCommand {}

  enum Failure {
    /// Timer B or F fired (RFC 3261 §17.1), as good as a 408.
    TIMEOUT,
    /// The transport refused: no connection, ICMP error; as good as a 503.
    TRANSPORT,
    /// The next hop is no address we can send to; as good as a 503 too.
    UNRESOLVED
  }

  /// What a session tells itself: timers, media replies. Never crosses a process.
  non-sealed interface Internal extends SessionCommand {}
}
