package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.config.StartupFailure;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Tries the fixed ports before anything is started, so that a taken one is told in the first
/// second and not after the database, the cluster and the warm-up. The real listeners still have
/// the last word.
final class PortProbe {
  private PortProbe() {}

  /// @throws StartupFailure naming the port and the option to change
  static void check(Config config, NodeSettings settings) {
    if (settings.roles().contains(Role.EDGE)) {
      String host = config.getString("tandem.sip.transport.address");
      int port = config.getInt("tandem.sip.transport.port");
      String option = "--sip-port (tandem.sip.transport.port)";
      udp(host, port, option);
      tcp("sip", host, port, option);
    }
    tcp(
        "http",
        config.getString("tandem.http.bind"),
        config.getInt("tandem.http.port"),
        "--http-port (tandem.http.port)");
    tcp(
        "cluster",
        settings.cluster().bind(),
        settings.cluster().port(),
        "--cluster-port (tandem.node.cluster.port)");
  }

  private static void udp(String host, int port, String option) {
    if (port == 0) {
      return;
    }
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw taken("sip udp", host, port, option, e);
    }
  }

  private static void tcp(String what, String host, int port, String option) {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the listeners do: an old connection is no reason to refuse
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw taken(what.equals("sip") ? "sip tcp" : what, host, port, option, e);
    }
  }

  private static StartupFailure taken(
      String what, String host, int port, String option, IOException cause) {
    return new StartupFailure(
        what
            + " "
            + host
            + ":"
            + port
            + " cannot be opened: "
            + cause.getMessage()
            + ". Choose another with "
            + option
            + ", or 0 for any",
        cause);
  }
}
