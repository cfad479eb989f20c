package dev.tandem.api;

import org.jspecify.annotations.Nullable;

/// What becomes of an [IncomingMessage].
public sealed interface MessageDecision {
  /// The application has it: 200.
  record Accept() implements MessageDecision {}

  /// @param status 400–699
  /// @param reason phrase, null for the RFC's own
  record Reject(int status, @Nullable String reason) implements MessageDecision {
    public Reject {
      if (status < 400 || status > 699) {
        throw new IllegalArgumentException("a rejection has a status of 400 to 699, not " + status);
      }
    }
  }

  /// Goes on to that SIP URI; the sender hears what its answer is.
  record Forward(String uri) implements MessageDecision {}

  /// Goes on to every phone that is registered for the address; the sender hears 200 as soon as one
  /// has taken it, else the best of the refusals.
  ///
  /// @param address SIP URI
  record ForwardToRegistered(String address) implements MessageDecision {}

  static MessageDecision accept() {
    return new Accept();
  }

  static MessageDecision reject(int status) {
    return new Reject(status, null);
  }

  static MessageDecision forward(String uri) {
    return new Forward(uri);
  }

  static MessageDecision forwardToRegistered(String address) {
    return new ForwardToRegistered(address);
  }
}
