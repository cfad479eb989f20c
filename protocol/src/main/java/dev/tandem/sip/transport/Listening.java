package dev.tandem.sip.transport;

import java.net.InetSocketAddress;

/// @param address as bound, with the port the system chose when 0 was asked
public record Listening(Transport transport, InetSocketAddress address) {}
