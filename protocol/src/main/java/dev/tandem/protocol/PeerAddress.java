package dev.tandem.protocol;

import java.util.Optional;

/// Where a SIP peer was heard from or is reached.
///
/// @param transport lower case: `udp`, `tcp`, `tls`, `ws`, `wss`
/// @param host numeric address
/// @param port 1–65535
public record PeerAddress(String transport, String host, int port) implements Wire {
  /// What [#toString] has written.
  static Optional<PeerAddress> parse(String text) {
    int host = text.indexOf(':') + 1;
    int port = text.lastIndexOf(':') + 1;
    return host > 0 && port > host && text.substring(port).matches("[0-9]{1,5}")
        ? Optional.of(
            new PeerAddress(
                text.substring(0, host - 1),
                text.substring(host, port - 1),
                Integer.parseInt(text.substring(port))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return transport + ":" + host + ":" + port;
  }
}
