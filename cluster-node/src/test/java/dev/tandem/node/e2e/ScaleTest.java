package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A cluster grows, shrinks and is restarted node by node under calls that go on.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(400)
class ScaleTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final int CALLS = 20;

  @RegisterExtension static final Stage stage = new Stage();

  private TandemCluster cluster;
  private Crowd crowd;

  private void begin(int nodes, int media) throws Exception {
    String routes = Crowd.routes("127.0.0.1");
    cluster = stage.keep(TandemCluster.up(stage.folder("scale"), nodes, media, routes));
    stage.show("cluster", cluster::evidence);
    var edges = new ArrayList<InetSocketAddress>();
    for (int i = 1; i <= nodes; i++) {
      edges.add(cluster.node(i).sip());
    }
    crowd = stage.keep(new Crowd(cluster.phones(), edges));
    crowd.call(CALLS, 10);
  }

  private TandemCluster.Ended done(String verb, String... options) throws Exception {
    TandemCluster.Ended ended = cluster.command(verb, options);
    assertThat(ended.code()).as(ended.text()).isZero();
    return ended;
  }

  /// Every session is awake somewhere, though nobody asked for it: only those are listed.
  private Map<String, Long> awaitSessions(String field) {
    return Await.value(
        "all sessions are awake, by " + field,
        LIMIT,
        () ->
            cluster.anyone().http().sessions().stream()
                .collect(
                    Collectors.groupingBy(it -> it.path(field).asText(), Collectors.counting())),
        where -> where.values().stream().mapToLong(Long::longValue).sum() == 2 * CALLS);
  }

  private void nobodyMissedAnything() throws Exception {
    awaitSessions("node");
    Await.value("all hear each other", LIMIT, crowd::deaf, List::isEmpty);
    assertThat(crowd.pairs()).extracting(Crowd.Pair::lost).allMatch(String::isEmpty);
  }

  private void allHangUp() throws Exception {
    for (Crowd.Pair pair : crowd.pairs()) {
      pair.callee().mayEnd();
      assertThat(pair.caller().ask("BYE").get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(200);
    }
    Await.value(
        "no session is left", LIMIT, () -> cluster.anyone().http().sessions(), List::isEmpty);
  }

  @Test
  void nodesComeAndGoUnderCalls() throws Exception {
    begin(1, 1);

    done("add");
    Await.value(
        "the new node has its part",
        LIMIT,
        () -> awaitSessions("node"),
        where -> where.getOrDefault(cluster.node(2).address(), 0L) > CALLS / 2);
    nobodyMissedAnything();

    done("add", "--roles", "media");
    assertThat(done("status").text()).contains("node-2").contains("media-2");
    String left = cluster.media(1).address();
    done("remove", "media-1");
    assertThat(awaitSessions("mediaNode")).doesNotContainKey(left);
    nobodyMissedAnything();

    done("remove", "node-1");
    assertThat(awaitSessions("node")).containsOnlyKeys(cluster.node(2).address());
    nobodyMissedAnything();

    TandemCluster.Ended last = cluster.command("remove", "media-2");
    assertThat(last.code()).isEqualTo(1);
    assertThat(last.text()).contains("no other node has all roles");
    assertThat(cluster.command("remove", "node-9").text()).contains("no node node-9");
    allHangUp();
  }

  @Test
  void aRollingRestartLosesNoCall() throws Exception {
    begin(2, 2);
    var before = List.of(cluster.node(1).pid(), cluster.node(2).pid(), cluster.media(1).pid());

    assertThat(done("roll").text()).contains("restarted: 4 nodes");

    assertThat(List.of(cluster.node(1).pid(), cluster.node(2).pid(), cluster.media(1).pid()))
        .doesNotContainAnyElementsOf(before);
    nobodyMissedAnything();
    allHangUp();
  }
}
