package dev.tandem.sip.transport;

import java.net.Inet4Address;
import java.net.InetAddress;

/// Which of our addresses a peer can answer to. The transports send from, and the headers name, the
/// first listener in the order of the settings that reaches the peer.
public final class Reach {
  private Reach() {}

  /// @param local bound by a listener, perhaps the one that stands for all addresses of its family
  public static boolean reaches(InetAddress local, InetAddress peer) {
    return local instanceof Inet4Address == peer instanceof Inet4Address
        && (!local.isLoopbackAddress() || peer.isLoopbackAddress());
  }
}
