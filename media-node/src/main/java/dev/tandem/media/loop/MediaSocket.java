package dev.tandem.media.loop;

import java.io.IOException;
import java.net.InetSocketAddress;

/// One bound UDP socket of a leg. Bound by any thread, then used by the loop it is registered with.
public sealed interface MediaSocket permits EpollSocket, NioSocket {
  /// The answer of a call that the network refused, as after an ICMP port unreachable.
  int REFUSED = -1;

  /// Reads one datagram: its bytes, 0 when there is none, or [#REFUSED]. Sets `into.source` unless
  /// connected.
  int receive(Datagram into);

  /// Sends to the connected peer: bytes sent, 0 when the kernel's buffer is full, or [#REFUSED].
  int send(Datagram from, int length);

  /// As [#send], to anyone. Allocates.
  int sendTo(Datagram from, int length, InetSocketAddress to);

  /// From now on only `peer` is heard. Keeps what is already queued where the platform can.
  boolean connect(InetSocketAddress peer);

  void disconnect();

  int localPort();

  void close() throws IOException;
}
