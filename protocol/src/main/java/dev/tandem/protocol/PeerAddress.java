package dev.tandem.protocol;

/// Where a SIP peer was heard from or is reached.
///
/// @param transport lower case: `udp`, `tcp`, `tls`, `ws`, `wss`
/// @param host numeric address
/// @param port 1–65535
public record PeerAddress(String transport, String host, int port) implements Wire {
  @Override
  public String toString() {
    return transport + ":" + host + ":" + port;
  }
}
