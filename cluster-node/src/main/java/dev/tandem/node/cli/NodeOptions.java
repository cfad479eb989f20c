package dev.tandem.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say how a node runs. Each is a short name for a configuration key, so whatever
/// they can say a file can say too.
final class NodeOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in HOCON; what it leaves out keeps its default.")
  @Nullable Path config;

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      description = "Address that SIP and RTP listen on. Default: 0.0.0.0, all of them.")
  @Nullable String bind;

  @Option(
      names = "--advertise",
      paramLabel = "ADDR",
      description = "Address that peers are told. Default: the first that is not loopback.")
  @Nullable String advertise;

  @Option(
      names = "--sip-port",
      paramLabel = "N",
      description = "Port for SIP, 0 for any. Default: 5060.")
  @Nullable Integer sipPort;

  @Option(
      names = "--sip-transports",
      paramLabel = "NAME",
      split = ",",
      description = "Of udp,tcp,tls,ws,wss. Default: udp,tcp.")
  @Nullable List<String> sipTransports;

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "PEM file of this node's certificate and those above it, for tls and wss.")
  @Nullable String tlsCertificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM file of its private key.")
  @Nullable String tlsKey;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description = "Port for health, metrics and the API, 0 for any. Default: 8080.")
  @Nullable Integer httpPort;

  @Option(
      names = "--http-bind",
      paramLabel = "ADDR",
      description = "Address of the same. Default: 127.0.0.1.")
  @Nullable String httpBind;

  @Option(
      names = "--rtp-ports",
      paramLabel = "A-B",
      converter = PortRange.Converter.class,
      description = "UDP ports for RTP and RTCP, for example 10000-19999.")
  @Nullable PortRange rtpPorts;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the database and recordings are kept. Default: ./data.")
  @Nullable String data;

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      description = "What the node does: edge,session,media. Default: all.")
  @Nullable List<String> roles;

  @Option(
      names = "--cluster-bind",
      paramLabel = "ADDR",
      description = "Address for the other nodes. Default: 127.0.0.1.")
  @Nullable String clusterBind;

  @Option(
      names = "--cluster-port",
      paramLabel = "N",
      description = "Port for the other nodes, 0 for any. Default: 0.")
  @Nullable Integer clusterPort;

  @Option(
      names = "--seed",
      paramLabel = "HOST:PORT",
      description = "A node to join; may be given more than once.")
  @Nullable List<String> seeds;

  @Option(
      names = "--db",
      paramLabel = "JDBC-URL",
      description = "Database. Default: an H2 file under --data.")
  @Nullable String db;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other setting; may be given more than once. `[a, b]` is a list.")
  List<String> set = List.of();

  /// What the options say, as configuration; each value remembers the option it came from.
  Config asConfig() {
    return new Given()
        .put("--bind", "tandem.node.bind", bind)
        .put("--advertise", "tandem.node.advertise", advertise)
        .put("--sip-port", "tandem.sip.transport.port", sipPort)
        .put("--sip-transports", "tandem.sip.transport.transports", sipTransports)
        .put("--tls-certificate", "tandem.sip.transport.tls.certificate", tlsCertificate)
        .put("--tls-key", "tandem.sip.transport.tls.key", tlsKey)
        .put("--http-port", "tandem.http.port", httpPort)
        .put("--http-bind", "tandem.http.bind", httpBind)
        .put("--rtp-ports", "tandem.media.rtp-port-min", rtpPorts == null ? null : rtpPorts.min())
        .put("--rtp-ports", "tandem.media.rtp-port-max", rtpPorts == null ? null : rtpPorts.max())
        .put("--data", "tandem.node.data", data)
        .put("--roles", "tandem.node.roles", roles)
        .put("--cluster-bind", "tandem.node.cluster.bind", clusterBind)
        .put("--cluster-port", "tandem.node.cluster.port", clusterPort)
        .put("--seed", "tandem.node.cluster.seeds", seeds)
        .put("--db", "tandem.node.db.url", db)
        .config;
  }

  private static final class Given {
    private Config config = ConfigFactory.empty();

    Given put(String option, String key, @Nullable Object value) {
      if (value != null) {
        config = config.withValue(key, ConfigValueFactory.fromAnyRef(value, option));
      }
      return this;
    }
  }
}
