package dev.tandem.sip.transport;

/// One socket to open.
///
/// @param address local, literal or name
/// @param port 0-65535; 0 lets the system choose, the same number for UDP and TCP on one address
/// @param advertisedHost by which others reach it, empty for what all listeners have
/// @param advertisedPort 0 for the same
public record Listener(
    Transport transport, String address, int port, String advertisedHost, int advertisedPort) {
  public Listener(Transport transport, String address, int port) {
    this(transport, address, port, "", 0);
  }

  Listener withPort(int other) {
    return new Listener(transport, address, other, advertisedHost, advertisedPort);
  }
}
