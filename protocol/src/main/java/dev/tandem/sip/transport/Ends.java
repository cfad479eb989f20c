package dev.tandem.sip.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Both ends of a connection and who opened it.
///
/// @param domain that we asked the far end to be, null when it connected to us or TLS is not spoken
record Ends(
    Transport transport,
    InetSocketAddress local,
    InetSocketAddress remote,
    boolean accepted,
    @Nullable String domain) {
  static Ends accepted(Transport transport, InetSocketAddress local, InetSocketAddress remote) {
    return new Ends(transport, local, remote, true, null);
  }

  static Ends opened(Peer peer, InetSocketAddress local) {
    return new Ends(peer.transport(), local, peer.address(), false, peer.domain());
  }

  Peer peer() {
    return new Peer(transport, remote, domain);
  }
}
