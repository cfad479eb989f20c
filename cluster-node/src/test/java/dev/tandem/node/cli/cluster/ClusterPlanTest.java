package dev.tandem.node.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
  private static ClusterPlan plan(int nodes, int media) {
    return ClusterPlan.of(
        nodes, media, new Ports(45_060, 2), new Ports(48_080, 1), new Ports(45_520, 1));
  }

  @Test
  void signallingAndMediaAreApart() {
    var nodes = plan(2, 1).nodes();

    assertThat(nodes)
        .extracting(ClusterPlan.Planned::name)
        .containsExactly("node-1", "node-2", "media-1");
    assertThat(nodes.get(0).roles()).containsExactly("edge", "session");
    assertThat(nodes.get(0).firstRtpPort()).isEmpty();
    assertThat(nodes.get(2).roles()).containsExactly("media");
    assertThat(nodes.get(2).sipPort()).isEmpty();
  }

  @Test
  void withoutMediaNodesEveryNodeDoesEverything() {
    var nodes = plan(2, 0).nodes();

    assertThat(nodes).hasSize(2);
    assertThat(nodes.get(1).roles()).containsExactly("edge", "session", "media");
    assertThat(nodes.get(1).firstRtpPort()).hasValue(18_000);
  }

  @Test
  void noPortIsGivenTwice() {
    var used = new HashSet<Integer>();
    for (var node : plan(16, 16).nodes()) {
      assertThat(used.add(node.httpPort())).isTrue();
      assertThat(used.add(node.clusterPort())).isTrue();
      node.sipPort().ifPresent(port -> assertThat(used.add(port)).isTrue());
      node.firstRtpPort()
          .ifPresent(port -> assertThat(port + node.rtpPorts()).isLessThanOrEqualTo(32_000));
    }
  }

  @Test
  void threeNodesThatHoldSessionsAreSeeds() {
    var plan = plan(4, 2);

    assertThat(plan.seeds())
        .isEqualTo(
            plan.nodes().stream().limit(3).map(ClusterPlan.Planned::clusterAddress).toList());
  }

  @Test
  void aNodeIsToldItsPortsAndRoles() {
    var node = plan(1, 1).nodes().get(1);

    assertThat(node.arguments("c.conf", "data"))
        .containsSequence("run", "--config", "c.conf", "--data", "data")
        .containsSequence("--roles", "media")
        .containsSequence("--rtp-ports", "10000-17999")
        .doesNotContain("--sip-port");
  }

  @Test
  void aTakenPortIsPassedOver() throws IOException {
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      assertThat(new Ports(taken.getLocalPort(), 1).take()).isGreaterThan(taken.getLocalPort());
    }
  }

  @Test
  void aTableIsAsWideAsItsCells() {
    var out = new java.io.StringWriter();
    var table = new Table("A", "LONG HEAD");
    table.row("a long cell", "x");

    table.print(new java.io.PrintWriter(out, true));

    assertThat(List.of(out.toString().split("\\R")))
        .containsExactly("A            LONG HEAD", "a long cell  x");
  }
}
