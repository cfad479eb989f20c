package dev.tandem.node.cli.cluster;

import dev.tandem.node.cli.CommandFailure;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Hands out ports that nobody listens on, upwards from a well-known one, so that the first cluster
/// on a machine has the numbers people expect.
final class Ports {
  private static final int TRIES = 500;

  private int next;
  private final int step;

  Ports(int first, int step) {
    this.next = first;
    this.step = step;
  }

  int take() {
    for (int i = 0; i < TRIES; i++) {
      int port = next;
      next += step;
      if (isFree(port)) {
        return port;
      }
    }
    throw new CommandFailure(1, "no free port below " + next);
  }

  /// Nobody listens there on loopback or on all addresses, TCP or UDP.
  private static boolean isFree(int port) {
    try (var tcp = new ServerSocket();
        var udp = new DatagramSocket(null)) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      tcp.setReuseAddress(true); // connections of an earlier process may still time out
      tcp.bind(address);
      udp.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
