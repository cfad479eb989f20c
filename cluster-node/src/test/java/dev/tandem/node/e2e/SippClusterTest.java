package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/// Every behaviour of `deploy/sipp` against three nodes, where no two transactions of a call come
/// in one after the other at the same edge. Over UDP: a connection leads to one edge, so what comes
/// over TCP cannot be spread; nor can transfers and subscriptions, see [SippCases#orderlyDoor].
@Tag("end-to-end")
@Tag("packaged")
@Timeout(120)
class SippClusterTest extends SippCases {
  private static final int NODES = 3;

  static TandemCluster cluster;
  static Spreader spreader;

  @BeforeAll
  static void start() throws Exception {
    cluster = stage.keep(TandemCluster.up(stage.folder("cluster"), NODES, 1, SETTINGS));
    stage.show("cluster", cluster::evidence);
    spreader =
        stage.keep(
            new Spreader(
                List.of(cluster.node(1).sip(), cluster.node(2).sip(), cluster.node(3).sip())));
    stage.show("spreader", spreader::evidence);
  }

  @AfterAll
  static void callsWereSpread() {
    assertThat(spreader.spreadCalls()).as("calls that met several edges").isGreaterThan(15);
  }

  @Override
  InetSocketAddress door() {
    return spreader.address();
  }

  @Override
  InetSocketAddress orderlyDoor() {
    return cluster.node(1).sip();
  }

  @Override
  NodeHttp http() {
    return cluster.node(NODES).http();
  }

  @Override
  void awaitQuiet() {
    Await.value(
        "nothing is left anywhere",
        Duration.ofSeconds(60),
        () -> cluster.members().stream().mapToDouble(SippClusterTest::left).sum(),
        sum -> sum == 0);
  }

  private static double left(TandemCluster.Member member) {
    NodeHttp http = member.http();
    return http.metric("tandem_sessions_active")
        + http.metric("tandem_bridges_active")
        + http.metric("tandem_media_legs");
  }

  @Override
  List<String> transports() {
    return List.of("u1");
  }
}
