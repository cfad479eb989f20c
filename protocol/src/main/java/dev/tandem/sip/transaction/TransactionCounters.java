package dev.tandem.sip.transaction;

import java.util.concurrent.atomic.LongAdder;

/// What the transactions count; read by any thread.
public final class TransactionCounters {
  public final LongAdder serversNow = new LongAdder();
  public final LongAdder clientsNow = new LongAdder();

  /// Requests and ACKs that a transaction had seen before.
  public final LongAdder absorbed = new LongAdder();

  /// Requests, responses and ACKs sent again.
  public final LongAdder retransmitted = new LongAdder();

  public final LongAdder malformed = new LongAdder();

  /// Requests that came by two ways (RFC 3261 §8.2.2.2).
  public final LongAdder merged = new LongAdder();

  /// Responses to nothing we have asked (any more).
  public final LongAdder strayResponses = new LongAdder();

  /// Responses the user gave too late or twice.
  public final LongAdder lateAnswers = new LongAdder();

  /// Refused because there were as many transactions as there may be.
  public final LongAdder refusedFull = new LongAdder();

  /// Answered without a transaction because the user wanted nothing kept of them.
  public final LongAdder screened = new LongAdder();

  public final LongAdder timeouts = new LongAdder();
  public final LongAdder transportErrors = new LongAdder();
}
