package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Transport;
import java.util.function.Consumer;

/// The way out of the transactions: the transports, or a test.
public interface Outlet {
  /// @param onFailure called on the SIP loop, at most once, with a short reason
  void send(Hop hop, byte[] message, Consumer<String> onFailure);

  /// Whether we have a listener of that transport.
  boolean listens(Transport transport);

  /// `host:port` for our Via: where responses and other requests of the peer can reach us.
  String sentBy(Hop hop);
}
