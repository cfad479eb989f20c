package dev.tandem.node.edge;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Registrations;
import dev.tandem.sip.transport.Flow;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which addresses are registered over which connection, so that they are unbound when it closes
/// (RFC 5626 §6). As many entries as there may be connections; each of [#MAX_ADDRESSES], what is
/// beyond it goes when it expires. On the SIP loop only.
final class FlowWatch {
  static final int MAX_ADDRESSES = 64;

  private final Registrations registrations;
  private final Map<InetSocketAddress, Set<AddressOfRecord>> byFlow = new HashMap<>();

  FlowWatch(Registrations registrations) {
    this.registrations = registrations;
  }

  void watch(Flow flow, AddressOfRecord address) {
    if (!flow.isOpen()) {
      registrations.flowGone(address, Readings.source(flow)); // while the registrar was asked
      return;
    }
    Set<AddressOfRecord> addresses = byFlow.computeIfAbsent(flow.remote(), _ -> new HashSet<>());
    if (addresses.size() < MAX_ADDRESSES) {
      addresses.add(address);
    }
  }

  void closed(Flow flow) {
    Set<AddressOfRecord> addresses = byFlow.remove(flow.remote());
    if (addresses != null) {
      addresses.forEach(it -> registrations.flowGone(it, Readings.source(flow)));
    }
  }
}
