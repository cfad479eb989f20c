package dev.tandem.sip.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a message came from, and the way back: a UDP peer behind one of our sockets, or a
/// connection. Used on the SIP loop only.
public interface Flow {
  Transport transport();

  /// Our end.
  InetSocketAddress local();

  InetSocketAddress remote();

  /// Always true for UDP.
  boolean isOpen();

  /// Sends one message. Never blocks; what a connection cannot take within its bound closes it. The
  /// message must not be changed afterwards.
  void send(byte[] message);

  /// The same host at another port, where a response to a `Via` without `rport` belongs (RFC 3261
  /// §18.2.2). A connection answers over itself.
  default Flow atPort(int port) {
    return this;
  }

  /// Takes requests for that port of the far end's host too, once the far end has shown a
  /// certificate for their domain (RFC 5923 §5). Only over TLS: in the clear anybody behind the
  /// same address could ask for the calls of another.
  default void reuseAt(int port) {}

  /// Where requests are taken for besides [#remote], null for nowhere.
  default @Nullable InetSocketAddress alias() {
    return null;
  }

  /// Whether the far end has proved by its certificate that it speaks for `domain` (RFC 5922).
  default boolean proves(String domain) {
    return false;
  }
}
