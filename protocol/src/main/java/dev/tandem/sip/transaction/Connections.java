package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Open connections by their far end, so that a request can go back over the connection its dialog
/// came by: the peer may sit behind a NAT and accept none. As many as the transports accept.
final class Connections {
  private record End(Transport transport, InetSocketAddress remote) {
    static End of(Flow flow) {
      return new End(flow.transport(), flow.remote());
    }
  }

  private final Map<End, Flow> byEnd = new HashMap<>();

  void seen(Flow flow) {
    if (flow.transport().reliable()) {
      byEnd.put(End.of(flow), flow);
    }
  }

  void closed(Flow flow) {
    byEnd.remove(End.of(flow), flow);
  }

  @Nullable Flow open(Transport transport, InetSocketAddress remote) {
    Flow flow = byEnd.get(new End(transport, remote));
    return flow != null && flow.isOpen() ? flow : null;
  }
}
