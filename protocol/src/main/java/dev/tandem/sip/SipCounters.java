package dev.tandem.sip;

import dev.tandem.sip.guard.GuardCounters;
import dev.tandem.sip.transaction.TransactionCounters;
import dev.tandem.sip.transport.TransportCounters;

/// Everything SIP counts below the edge; read by any thread.
public record SipCounters(
    TransportCounters transport, GuardCounters guard, TransactionCounters transactions) {
  public static SipCounters create() {
    return new SipCounters(new TransportCounters(), new GuardCounters(), new TransactionCounters());
  }
}
