package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.sip.transport.Listener;
import dev.tandem.sip.transport.Transport;
import dev.tandem.sip.transport.TransportSettings;
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
      TransportSettings.from(config).listeners().forEach(PortProbe::sip);
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

  private static void sip(Listener listener) {
    Transport transport = listener.transport();
    String option =
        switch (transport) {
          case UDP, TCP -> "--sip-port (tandem.sip.transport.port)";
          case TLS, WS, WSS -> "tandem.sip.transport." + transport.parameter() + "-port";
        };
    if (transport == Transport.UDP) {
      udp(listener.address(), listener.port(), option);
    } else {
      tcp("sip " + transport.parameter(), listener.address(), listener.port(), option);
    }
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
      throw taken(what, host, port, option, e);
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
