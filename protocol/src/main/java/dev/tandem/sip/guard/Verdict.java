package dev.tandem.sip.guard;

/// What [MessageLimits] thinks of a message.
public sealed interface Verdict {
  record Ok() implements Verdict {}

  /// A request that is owed an answer, if one can be made of it.
  record Reject(Fault fault) implements Verdict {
    public int status() {
      return fault.status();
    }

    public String reason() {
      return fault.reason();
    }
  }

  /// A response, an ACK, or no SIP: nobody waits for an answer.
  record Drop(Fault kind) implements Verdict {}
}
