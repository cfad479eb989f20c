package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One registration for a whole cluster, whichever node dies.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class TrunkClusterTest {
  @RegisterExtension static final Stage stage = new Stage();

  /// Whatever else comes is a repeat of one that was answered late.
  private static SipCall awaitRegister(SipPeer peer, Predicate<SipText> sought) {
    return SipCall.incoming(
        peer,
        peer.await(
            "REGISTER",
            Duration.ofSeconds(60),
            m -> m.method().equals("REGISTER") && !m.isResponse() && sought.test(m)));
  }

  private static JsonNode trunk(TandemCluster.Member member) {
    return member.http().json("/api/v1/trunks").at("/trunks/0");
  }

  private static void awaitTrunk(TandemCluster.Member member, String what, String value) {
    Await.value(
        member.name() + " says of its trunk " + what + " " + value,
        Duration.ofSeconds(30),
        () -> trunk(member).at(what).asText(),
        value::equals);
  }

  @Test
  void anotherNodeRegistersWhenTheOneThatDidIsKilled() throws Exception {
    SipPeer provider = stage.udpPeer("provider");
    TandemCluster cluster =
        stage.keep(
            TandemCluster.up(
                stage.folder("trunks"),
                """
                tandem.trunks.p {
                  addresses = ["sip:127.0.0.1:%d"]
                  user = acct, max-calls = 2, health.interval = 0s
                  register { enabled = on, expires = 10m }
                }
                tandem.routes = [{ user = "9(.*)", do = "trunk p $1" }, { user = acct, do = echo }]
                """
                    .formatted(provider.port())));
    stage.show("cluster", cluster::evidence);
    SipCall first = awaitRegister(provider, _ -> true);
    String before = first.invite().uri("Contact");
    first.respond(200, "Contact: <" + before + ">;expires=600\r\n", "");
    TandemCluster.Member one = cluster.node(1);
    TandemCluster.Member two = cluster.node(2);
    awaitTrunk(one, "/registration", "registered");
    awaitTrunk(two, "/registration", "registered");
    boolean byOne = before.contains(":" + one.sip().getPort() + ";");
    TandemCluster.Member dies = byOne ? one : two;
    TandemCluster.Member lives = byOne ? two : one;

    // A call on the node that lives counts before and after.
    SipCall caller = stage.udpPeer("alice").call(lives.sip(), "91").invite(Sdp.audio(7_000));
    SipCall called = provider.awaitCall();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    awaitTrunk(lives, "/calls", "1");

    long killed = System.nanoTime();
    dies.kill();
    SipCall second =
        awaitRegister(provider, m -> !m.header("Contact").contains("<" + before + ">"));
    long ms = (System.nanoTime() - killed) / 1_000_000;
    System.getLogger("e2e").log(System.Logger.Level.INFO, "registered again after {0} ms", ms);
    String after = second.invite().uri("Contact");
    assertThat(after).contains(":" + lives.sip().getPort() + ";").isNotEqualTo(before);
    second.respond(
        200, "Contact: <" + before + ">;expires=590, <" + after + ">;expires=600\r\n", "");
    SipCall third = awaitRegister(provider, m -> m.all("Contact").size() > 1);
    assertThat(third.invite().all("Contact"))
        .containsExactly("<" + after + ">", "<" + before + ">;expires=0");
    third.respond(200, "Contact: <" + after + ">;expires=600\r\n", "");
    awaitTrunk(lives, "/registration", "registered");
    assertThat(trunk(lives).at("/node").asText()).isEqualTo(lives.address());
    awaitTrunk(lives, "/calls", "1");
    caller.hangUp();
    called.awaitHangUp();
    awaitTrunk(lives, "/calls", "0");
  }
}
