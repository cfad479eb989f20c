package dev.tandem.node.edge.resolve;

import dev.tandem.sip.transport.Transport;
import java.util.List;

/// What a URI says of the way to it.
///
/// @param host name or numeric address; `maddr` when the URI has one
/// @param port -1 when the URI has none
/// @param transports those it may go by, best first; one when the URI names it
/// @param chosen whether the URI names the transport, so that there is nothing to find out
public record Wanted(String host, int port, List<Transport> transports, boolean chosen) {
  public Wanted {
    transports = List.copyOf(transports);
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("no transport to " + host);
    }
  }
}
