package dev.tandem.node.cli.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Which nodes a local cluster has. Pure but for asking [Ports].
record ClusterPlan(List<Planned> nodes) {
  static final String HOST = "127.0.0.1";
  private static final int FIRST_RTP_PORT = 10_000;

  /// Up to where the system takes ports for its own use.
  private static final int RTP_PORTS = 22_000;

  private static final int MAX_RTP_PORTS_EACH = 8_000;
  private static final int MAX_SEEDS = 3;

  /// @param sipPort absent without the edge role
  /// @param firstRtpPort absent without the media role
  /// @param rtpPorts how many from there
  record Planned(
      String name,
      List<String> roles,
      OptionalInt sipPort,
      int httpPort,
      int clusterPort,
      OptionalInt firstRtpPort,
      int rtpPorts) {

    String clusterAddress() {
      return HOST + ":" + clusterPort;
    }

    /// What `tandem run` is told.
    List<String> arguments(String configFile, String dataDir) {
      var arguments =
          new ArrayList<>(
              List.of(
                  "run",
                  "--config",
                  configFile,
                  "--data",
                  dataDir,
                  "--bind",
                  HOST,
                  "--roles",
                  String.join(",", roles),
                  "--http-port",
                  "" + httpPort,
                  "--cluster-bind",
                  HOST,
                  "--cluster-port",
                  "" + clusterPort));
      sipPort.ifPresent(port -> arguments.addAll(List.of("--sip-port", "" + port)));
      firstRtpPort.ifPresent(
          port -> arguments.addAll(List.of("--rtp-ports", port + "-" + (port + rtpPorts - 1))));
      return arguments;
    }
  }

  ClusterPlan {
    nodes = List.copyOf(nodes);
  }

  /// @param media 0 lets every node do everything
  static ClusterPlan of(int sessionNodes, int media, Ports sip, Ports http, Ports cluster) {
    var nodes = new ArrayList<Planned>();
    int each =
        Math.min(MAX_RTP_PORTS_EACH, RTP_PORTS / (media == 0 ? sessionNodes : media) / 2 * 2);
    int rtp = FIRST_RTP_PORT;
    for (int i = 1; i <= sessionNodes; i++) {
      boolean all = media == 0;
      nodes.add(
          new Planned(
              "node-" + i,
              all ? List.of("edge", "session", "media") : List.of("edge", "session"),
              OptionalInt.of(sip.take()),
              http.take(),
              cluster.take(),
              all ? OptionalInt.of(rtp) : OptionalInt.empty(),
              each));
      rtp += all ? each : 0;
    }
    for (int i = 1; i <= media; i++, rtp += each) {
      nodes.add(
          new Planned(
              "media-" + i,
              List.of("media"),
              OptionalInt.empty(),
              http.take(),
              cluster.take(),
              OptionalInt.of(rtp),
              each));
    }
    return new ClusterPlan(nodes);
  }

  /// Whom the nodes ask to join: the first makes the cluster, the others are there in case it is
  /// not.
  List<String> seeds() {
    return nodes.stream()
        .filter(node -> node.roles().contains("session"))
        .limit(MAX_SEEDS)
        .map(Planned::clusterAddress)
        .toList();
  }
}
