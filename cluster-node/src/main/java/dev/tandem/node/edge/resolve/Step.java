package dev.tandem.node.edge.resolve;

import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transport.Transport;
import java.util.List;

/// What is still to be done on the way to the next address; [Steps] says what comes of each.
sealed interface Step {
  /// NAPTR: which transports does the domain offer?
  ///
  /// @param allowed transports to choose from
  record Pointers(String domain, List<Transport> allowed) implements Step {}

  /// SRV: which hosts offer that transport?
  record Servers(String name, Transport transport) implements Step {}

  /// A and AAAA.
  record Addresses(String host, int port, Transport transport) implements Step {}

  /// Only when no step before has come upon SRV records.
  record Otherwise(Addresses host) implements Step {}

  record Ready(Hop hop) implements Step {}
}
