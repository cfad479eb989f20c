package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Flow;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Open connections by their far end, so that a request can go back over the connection its dialog
/// came by: the peer may sit behind a NAT and accept none. As many as the transports accept.
final class Connections {
  private final Map<InetSocketAddress, Flow> byRemote = new HashMap<>();

  void seen(Flow flow) {
    if (flow.transport().reliable()) {
      byRemote.put(flow.remote(), flow);
    }
  }

  void closed(Flow flow) {
    byRemote.remove(flow.remote(), flow);
  }

  @Nullable Flow open(InetSocketAddress remote) {
    Flow flow = byRemote.get(remote);
    return flow != null && flow.isOpen() ? flow : null;
  }
}
