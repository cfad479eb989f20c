package dev.tandem.media.pool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The address of an SDP `c=` line without ever asking a name server.
final class NumericAddress {
  private NumericAddress() {}

  /// Null when there is nowhere to send to: `0.0.0.0` (hold as in RFC 2543), a name, a port out of
  /// range.
  static @Nullable InetSocketAddress of(String host, int port) {
    try {
      InetAddress address = InetAddress.ofLiteral(host);
      boolean usable = !address.isAnyLocalAddress() && !address.isMulticastAddress();
      return usable && port > 0 && port <= 65535 ? new InetSocketAddress(address, port) : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
