package dev.tandem.sip.transaction;

import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/// The way out of the transactions: the transports, or a test.
public interface Outlet {
  /// @param onFailure called on the SIP loop, at most once, with a short reason
  void send(Transport transport, InetSocketAddress to, byte[] message, Consumer<String> onFailure);

  /// Whether we have a listener of that transport.
  boolean listens(Transport transport);

  /// `host:port` for our Via: where responses and other requests of the peer can reach us.
  String sentBy(Transport transport);
}
