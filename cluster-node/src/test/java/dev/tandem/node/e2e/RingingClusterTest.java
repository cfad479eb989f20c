package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Phones of one person on several nodes: reached over the connections they made, and rung on when
/// a node dies.
@Tag("end-to-end")
@Tag("packaged")
@Timeout(240)
class RingingClusterTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        stage.keep(
            TandemCluster.up(
                stage.folder("ringing"),
                2,
                1,
                """
                tandem.registrar.allow = anybody
                tandem.routes = [{ user = ".*", do = registered }]
                """));
    stage.show("cluster", cluster::evidence);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    cluster.repair();
    Await.value("no session is left", cluster.node(2).http()::sessions, List::isEmpty);
  }

  /// A phone over TCP is behind a NAT: what it calls itself leads nowhere.
  private static SipPeer register(int edge, SipPeer phone, String user) {
    SipCall line = phone.call(cluster.node(edge).sip(), user);
    String contact =
        phone.transport().equals("TCP")
            ? "sip:" + phone.name() + "@10.99.0.1;transport=tcp"
            : phone.uri();
    SipText request =
        line.request("REGISTER", "Contact: <" + contact + ">\r\nExpires: 300\r\n", "");
    line.send(request);
    assertThat(line.awaitFinal("REGISTER", request.cseq()).status()).as(phone::log).isEqualTo(200);
    return phone;
  }

  private static SipCall call(int edge, String user) throws Exception {
    return stage.udpPeer("alice").call(cluster.node(edge).sip(), user).invite(Sdp.audio(7_000));
  }

  @Test
  void aPhoneIsReachedOverItsConnectionToTheOtherEdge() throws Exception {
    SipPeer one = register(1, stage.tcpPeer("one"), "spread1");
    SipCall caller = call(2, "spread1");
    SipCall called = one.awaitCall();
    called.ring();
    caller.awaitStatus(180);

    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    caller.hangUp();
    called.awaitHangUp();
  }

  @Test
  void aGruuIsReadByTheOtherEdge() throws Exception {
    SipPeer one = stage.tcpPeer("one");
    register(1, stage.udpPeer("two"), "gruu");
    SipCall line = one.call(cluster.node(1).sip(), "gruu");
    String contact =
        "Contact: <sip:one@10.99.0.1;transport=tcp>;+sip.instance=\"<urn:uuid:1>\"\r\n";
    SipText request = line.request("REGISTER", contact + "Supported: gruu\r\n", "");
    line.send(request);
    String bound = line.awaitFinal("REGISTER", request.cseq()).text();

    for (String kind : List.of("pub", "temp")) {
      String gruu = bound.replaceFirst("(?s).*;" + kind + "-gruu=\"([^\"]*)\".*", "$1");
      SipPeer alice = stage.udpPeer("alice");
      SipCall caller =
          SipCall.outgoing(alice, cluster.node(2).sip(), gruu, 1).invite(Sdp.audio(7_000));
      SipCall called = one.awaitCall();
      called.answer(Sdp.audio(7_002));
      caller.awaitAnswer().ack("");
      caller.hangUp();
      called.awaitHangUp();
    }
  }

  @Test
  void aCallerByTheOtherEdgeCanGiveUp() throws Exception {
    SipPeer one = register(1, stage.tcpPeer("one"), "given-up");
    SipCall caller = call(2, "given-up");
    SipCall called = one.awaitCall();
    called.ring();
    caller.awaitStatus(180);

    caller.cancel();
    RingingTest.awaitCancel(called);
    assertThat(caller.awaitOutcome().status()).isEqualTo(487);
  }

  @Test
  void aPhoneByTheOtherEdgeRefusesAndHangsUp() throws Exception {
    SipPeer one = register(1, stage.tcpPeer("one"), "either");
    SipCall refused = call(2, "either");
    RingingTest.refuse(one.awaitCall(), 486);
    assertThat(refused.awaitOutcome().status()).isEqualTo(486);

    SipCall caller = call(2, "either");
    SipCall called = one.awaitCall();
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
    called.hangUp();
    caller.awaitHangUp();
  }

  /// One phone is lost with the edge that had its connection; the others ring on, called anew where
  /// their INVITE's edge has died.
  @Test
  void phonesRingOnWhenTheNodeOfTheCallDies() throws Exception {
    SipPeer one = register(2, stage.tcpPeer("one"), "fateful");
    SipPeer two = register(2, stage.udpPeer("two"), "fateful");
    SipPeer three = register(1, stage.tcpPeer("three"), "fateful");
    SipCall caller = call(1, "fateful");
    SipCall first = one.awaitCall();
    first.ring();
    two.awaitCall().ring();
    three.awaitCall().ring();
    caller.awaitStatus(180);

    cluster.node(1).kill();
    SipCall second = two.awaitCall(); // its INVITE went by the edge that is dead
    second.ring();
    second.answer(Sdp.audio(7_002));
    assertThat(RingingTest.awaitCancel(first).header("Reason")).isEqualTo(RingingTest.ELSEWHERE);
    caller.awaitAnswer();
    caller.moveTo(cluster.node(2).sip());
    caller.ack("");
    caller.hangUp();
    second.awaitHangUp();
  }
}
