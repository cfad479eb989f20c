package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;

/// Where a request goes next.
///
/// @param address resolved
public record Hop(Transport transport, InetSocketAddress address) {}
