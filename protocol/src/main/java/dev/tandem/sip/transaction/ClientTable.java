package dev.tandem.sip.transaction;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Client transactions by key, and those that hang on a connection by its far end.
final class ClientTable {
  private final Map<String, ClientTransaction> byKey = new HashMap<>();
  private final Map<InetSocketAddress, Set<ClientTransaction>> byConnection = new HashMap<>();

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

  List<ClientTransaction> over(InetSocketAddress remote) {
    var those = byConnection.get(remote);
    return those == null ? List.of() : List.copyOf(those);
  }

  private void attach(ClientTransaction transaction, Hop hop) {
    if (hop.transport().reliable()) {
      byConnection.computeIfAbsent(hop.address(), _ -> new LinkedHashSet<>()).add(transaction);
    }
  }

  private void detach(ClientTransaction transaction) {
    byConnection.computeIfPresent(
        transaction.hop().address(),
        (_, those) -> {
          those.remove(transaction);
          return those.isEmpty() ? null : those;
        });
  }
}
