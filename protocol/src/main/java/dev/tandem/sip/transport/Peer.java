package dev.tandem.sip.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Whom a connection leads to.
///
/// @param domain what a TLS peer has to prove it is (RFC 5922); null for one we did not call
record Peer(Transport transport, InetSocketAddress address, @Nullable String domain) {
  Peer withoutDomain() {
    return domain == null ? this : new Peer(transport, address, null);
  }

  /// Whether a new connection may be opened; else only one that is there can be used.
  boolean canBeCalled() {
    return switch (transport) {
      case TCP -> true;
      case TLS -> domain != null;
      case UDP, WS, WSS -> false;
    };
  }
}
