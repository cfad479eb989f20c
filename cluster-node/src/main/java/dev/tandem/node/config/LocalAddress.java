package dev.tandem.node.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.Optional;

/// Which of this machine's addresses a softphone in the same network can reach.
public final class LocalAddress {
  private LocalAddress() {}

  /// `bind` itself unless it is a wildcard; then the first IPv4 address of an interface that is up
  /// and not loopback, in the order of the interfaces; loopback when there is none.
  public static String forPeers(String bind) {
    if (!isWildcard(bind)) {
      return bind;
    }
    return firstOutside().orElse("127.0.0.1");
  }

  public static boolean isWildcard(String bind) {
    return bind.equals("0.0.0.0") || bind.equals("::") || bind.equals("[::]");
  }

  /// For literals and `localhost`; never asks a name server.
  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }

  private static Optional<String> firstOutside() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(LocalAddress::carriesPeers)
          .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .findFirst();
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static boolean carriesPeers(NetworkInterface card) {
    try {
      return card.isUp() && !card.isLoopback() && !card.isPointToPoint();
    } catch (SocketException e) {
      return false;
    }
  }
}
