package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A proxy that others wrote stands before two edges: it spreads calls over them, stays in every
/// dialog, and refuses what does not keep to the route set.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class KamailioTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemCluster cluster;
  static Kamailio proxy;

  @BeforeAll
  static void start() throws Exception {
    Tools.find("kamailio");
    cluster =
        stage.keep(
            TandemCluster.up(
                stage.folder("cluster"),
                """
                tandem.users = [{ user = u1, password = b1 }, { user = t1, password = b1 }]
                tandem.edge.auth.trusted = ["127.0.0.1"]
                tandem.routes = [
                  { user = answer, do = answer }
                  { user = ".*", do = registered }
                ]
                """));
    stage.show("cluster", cluster::evidence);
    proxy =
        stage.keep(
            new Kamailio(
                stage.folder("kamailio"), List.of(cluster.node(1).sip(), cluster.node(2).sip())));
    stage.show("kamailio", proxy::evidence);
  }

  @AfterEach
  void nothingIsLeft() {
    Await.value("no session is left", cluster.node(2).http()::sessions, List::isEmpty);
    assertThat(proxy.evidence()).doesNotContain("no route:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u1", "t1"})
  void everyRequestOfACallComesByTheProxy(String transport) throws Exception {
    Sipp called = stage.sipp("called-behind-proxy.xml").answer(1, "-d", "100", "-t", transport);
    String contact = called.uri() + (transport.equals("t1") ? ";transport=tcp" : "");
    stage
        .sipp("register.xml")
        .call(proxy.sip(), transport, "-m", "1", "-key", "contact", contact)
        .awaitSuccess();
    Sipp caller =
        stage.sipp("behind-proxy.xml").call(proxy.sip(), transport, "-m", "1", "-t", transport);
    List<JsonNode> legs =
        Await.value(
            "the caller has done all he does",
            cluster.node(1).http()::sessions,
            all -> all.stream().anyMatch(it -> it.path("heldByPeer").asBoolean()));
    String leg =
        legs.stream()
            .filter(it -> it.path("role").asText().equals("UAC"))
            .filter(it -> it.path("state").asText().equals("Active"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asText();
    ask(leg, "hold");
    ask(leg, "resume");
    called.awaitSuccess();
    caller.awaitSuccess();
  }

  private static void ask(String leg, String what) {
    var answer = cluster.node(1).http().post("/api/v1/sessions/" + leg + "/" + what);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  @Test
  void callsAreSpreadOverTheEdges() throws Exception {
    double one = messages(cluster.node(1));
    double two = messages(cluster.node(2));
    stage
        .sipp("caller.xml")
        .call(proxy.sip(), "answer", "-m", "40", "-r", "20", "-d", "100")
        .awaitSuccess();
    // 40 calls are 280 messages and more; a fair hash gives either edge some.
    assertThat(messages(cluster.node(1)) - one).isGreaterThan(40);
    assertThat(messages(cluster.node(2)) - two).isGreaterThan(40);
  }

  private static double messages(TandemCluster.Member node) {
    return node.http().metric("tandem_sip_messages_total");
  }

  @Test
  void aCallGoesOnAtTheOtherEdgeWhenItsOwnHasDied() throws Exception {
    Sipp calls =
        stage.sipp("behind-proxy-follows.xml").call(proxy.sip(), "answer", "-m", "8", "-r", "20");
    awaitActive(8);
    cluster.node(1).kill();
    try {
      calls.awaitSuccess();
    } finally {
      cluster.repair();
    }
  }

  private static void awaitActive(int calls) {
    Await.value(
        "all are active",
        cluster.node(2).http()::sessions,
        all ->
            all.size() == calls
                && all.stream().allMatch(it -> it.path("state").asText().equals("Active")));
  }
}
