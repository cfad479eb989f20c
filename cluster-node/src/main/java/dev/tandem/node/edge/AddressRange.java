package dev.tandem.node.edge;

import dev.tandem.sip.transaction.Numeric;
import java.net.InetAddress;
import java.util.Optional;

/// Addresses with the same beginning: `192.0.2.0/24`, `2001:db8::/32`, or one address alone.
///
/// @param bits of `network` that count
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record AddressRange(byte[] network, int bits) {
  /// For errors, before what was said instead.
  static final String EXPECTED =
      "must name addresses like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32, names ";

  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    var address = Numeric.address(slash < 0 ? text : text.substring(0, slash), 0);
    if (address == null) {
      return Optional.empty();
    }
    byte[] network = address.getAddress().getAddress();
    if (slash < 0) {
      return Optional.of(new AddressRange(network, 8 * network.length));
    }
    String bits = text.substring(slash + 1);
    return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= 8 * network.length
        ? Optional.of(new AddressRange(network, Integer.parseInt(bits)))
        : Optional.empty();
  }

  boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((bytes[bit >> 3] & mask) != (network[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }
}
