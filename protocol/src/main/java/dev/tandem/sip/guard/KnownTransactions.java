package dev.tandem.sip.guard;

/// What the transaction layer tells the door. SIP loop only.
public interface KnownTransactions {
  /// Whether an INVITE server transaction with this key is there (RFC 3261 §17.2.3): then the
  /// INVITE is a retransmission and always let in.
  ///
  /// @param branch of the top Via
  /// @param sentBy of the top Via, `host[:port]` in lower case
  boolean knows(String branch, String sentBy);
}
