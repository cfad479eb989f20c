package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a request goes next.
///
/// @param address resolved
/// @param domain that a TLS peer has to prove it is before it gets the request (RFC 5922); without
///   one TLS goes over a connection that is open and nowhere else, as WebSocket always does
public record Hop(Transport transport, InetSocketAddress address, @Nullable String domain) {
  public Hop(Transport transport, InetSocketAddress address) {
    this(transport, address, null);
  }
}
