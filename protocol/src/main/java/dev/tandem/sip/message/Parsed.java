package dev.tandem.sip.message;

import org.jspecify.annotations.Nullable;

/// What a byte array turned out to be.
public sealed interface Parsed {
  record Request(SipRequest request) implements Parsed {}

  record Response(SipResponse response) implements Parsed {}

  /// @param problem ours, never text of the sender: safe in a counter or a reason phrase
  /// @param head to answer 400 (or `status`) with; null when it is no request, an ACK, or not even
  ///   its Via can be read
  record Malformed(int status, String problem, @Nullable ResponseHead head) implements Parsed {}
}
