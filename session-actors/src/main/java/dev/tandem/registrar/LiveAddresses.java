package dev.tandem.registrar;

import dev.tandem.protocol.AddressOfRecord;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The addresses of record with a binding that are awake on this node. Entities write, everybody
/// reads.
public final class LiveAddresses {
  private final Set<AddressOfRecord> addresses = ConcurrentHashMap.newKeySet();

  void put(AddressOfRecord address) {
    addresses.add(address);
  }

  void remove(AddressOfRecord address) {
    addresses.remove(address);
  }

  public int size() {
    return addresses.size();
  }
}
