package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Client transactions by key, and those that hang on a connection by its far end.
final class ClientTable {
  private record End(Transport transport, InetSocketAddress address) {
    static End of(Hop hop) {
      return new End(hop.transport(), hop.address());
    }
  }

  private final Map<String, ClientTransaction> byKey = new HashMap<>();
  private final Map<End, Set<ClientTransaction>> byConnection = new HashMap<>();

  @Nullable ClientTransaction get(String key) {
    return byKey.get(key);
  }

  int size() {
    return byKey.size();
  }

  void put(ClientTransaction transaction) {
    byKey.put(transaction.key(), transaction);
    attach(transaction, transaction.hop());
  }

  boolean remove(ClientTransaction transaction) {
    detach(transaction);
    return byKey.remove(transaction.key(), transaction);
  }

  void moved(ClientTransaction transaction, Hop to) {
    detach(transaction);
    attach(transaction, to);
  }

  /// Those that fail with a connection: not the ones meant for another domain at its far end.
  List<ClientTransaction> over(Flow flow) {
    InetSocketAddress alias = flow.alias();
    var those = new ArrayList<>(over(flow, flow.remote()));
    if (alias != null) {
      those.addAll(over(flow, alias));
    }
    return those;
  }

  private List<ClientTransaction> over(Flow flow, InetSocketAddress address) {
    var those = byConnection.get(new End(flow.transport(), address));
    return those == null
        ? List.of()
        : those.stream().filter(one -> isOver(flow, one.hop().domain())).toList();
  }

  private static boolean isOver(Flow flow, @Nullable String domain) {
    return domain == null || flow.proves(domain);
  }

  private void attach(ClientTransaction transaction, Hop hop) {
    if (hop.transport().reliable()) {
      byConnection.computeIfAbsent(End.of(hop), _ -> new LinkedHashSet<>()).add(transaction);
    }
  }

  private void detach(ClientTransaction transaction) {
    byConnection.computeIfPresent(
        End.of(transaction.hop()),
        (_, those) -> {
          those.remove(transaction);
          return those.isEmpty() ? null : those;
        });
  }
}
