package dev.tandem.sip.transport;

/// One socket to open.
///
/// @param address local, literal or name
/// @param port 0-65535; 0 lets the system choose, the same number for UDP and TCP on one address
public record Listener(Transport transport, String address, int port) {}
