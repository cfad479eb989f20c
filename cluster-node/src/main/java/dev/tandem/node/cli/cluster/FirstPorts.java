package dev.tandem.node.cli.cluster;

import picocli.CommandLine.Option;

/// Where the search for free ports begins.
final class FirstPorts {
  @Option(
      names = "--first-sip-port",
      paramLabel = "PORT",
      defaultValue = "5060",
      description = "Free ones are taken from there up. Default: ${DEFAULT-VALUE}.")
  int firstSip = 5_060;

  @Option(
      names = "--first-http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Likewise. Default: ${DEFAULT-VALUE}.")
  int firstHttp = 8_080;

  @Option(
      names = "--first-cluster-port",
      paramLabel = "PORT",
      defaultValue = "25520",
      description = "Likewise. Default: ${DEFAULT-VALUE}.")
  int firstCluster = 25_520;

  Ports sip() {
    return new Ports(firstSip, 2);
  }

  Ports http() {
    return new Ports(firstHttp, 1);
  }

  Ports cluster() {
    return new Ports(firstCluster, 1);
  }
}
