package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Phones that get GRUUs, are called by them, and name them as their Contact (RFC 5627).
@Tag("end-to-end")
@Timeout(120)
class GruuTest {
  private static final String DESK = "<urn:uuid:00000000-0000-0000-0000-00000000000d>";
  private static final String MOBILE = "<urn:uuid:00000000-0000-0000-0000-00000000000e>";
  private static final String[] OPTIONS = {
    "--set",
    "tandem.registrar.allow=anybody",
    "--set",
    "tandem.routes=[{ user = \".*\", do = registered }]"
  };

  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    node = stage.node(OPTIONS);
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  /// What a phone learns when it registers.
  private record Gruus(String open, String hidden) {}

  private static Gruus register(SipPeer peer, SipCall line, String instance) {
    SipText answer =
        register(peer, line, "Supported: gruu\r\n", ";+sip.instance=\"" + instance + "\"");
    Matcher found =
        Pattern.compile(
                "instance=\"" + instance + "\";pub-gruu=\"([^\"]*)\";temp-gruu=\"([^\"]*)\"")
            .matcher(answer.text());
    assertThat(found.find()).as(answer.text()).isTrue();
    return new Gruus(found.group(1), found.group(2));
  }

  private static SipText register(SipPeer peer, SipCall line, String headers, String parameters) {
    String contact = "Contact: <" + peer.uri() + ">" + parameters + "\r\n";
    SipText request = line.request("REGISTER", contact + headers, "");
    line.send(request);
    SipText answer = line.awaitFinal("REGISTER", request.cseq());
    assertThat(answer.status()).as(peer::log).isEqualTo(200);
    return answer;
  }

  private static SipCall call(SipPeer caller, String uri) {
    return call(node, caller, uri);
  }

  private static SipCall call(TandemNode at, SipPeer caller, String uri) {
    return SipCall.outgoing(caller, at.sip(), uri, uri.hashCode()).invite(Sdp.audio(7_000));
  }

  private static void talk(SipCall caller, SipCall called) {
    called.answer(Sdp.audio(7_002));
    caller.awaitAnswer().ack("");
  }

  private static long calls(SipPeer peer) {
    return peer.received().stream().filter(it -> it.method().equals("INVITE")).count();
  }

  @Test
  void aGruuLeadsToOneOfTwoPhones() throws Exception {
    SipPeer desk = stage.udpPeer("bob");
    SipPeer mobile = stage.tcpPeer("bob");
    Gruus ofDesk = register(desk, desk.call(node.sip(), "bob"), DESK);
    Gruus ofMobile = register(mobile, mobile.call(node.sip(), "bob"), MOBILE);
    SipPeer alice = stage.udpPeer("alice");

    for (String uri : new String[] {ofDesk.open(), ofDesk.hidden()}) {
      SipCall caller = call(alice, uri);
      SipCall called = desk.awaitCall();
      talk(caller, called);
      caller.hangUp();
      called.awaitHangUp();
    }
    assertThat(calls(mobile)).as(mobile::log).isZero();
    for (String uri : new String[] {ofMobile.open(), ofMobile.hidden()}) {
      SipCall caller = call(alice, uri);
      mobile.awaitCall().respond(486, "", "");
      assertThat(caller.awaitOutcome().status()).as(alice::log).isEqualTo(486);
    }
    assertThat(desk.received().stream().filter(it -> it.method().equals("INVITE"))).hasSize(2);
    assertThat(node.http().json("/api/v1/registrations/bob@127.0.0.1").toString())
        .contains(
            "\"pubGruu\":\"sip:bob@127.0.0.1;gr=urn:uuid:00000000-0000-0000-0000-00000000000e")
        .contains("\"tempGruu\":\"sip:tgruu.");
  }

  @Test
  void aGruuMayBeTheContactOfACaller() throws Exception {
    SipPeer dave = stage.udpPeer("dave");
    register(dave, dave.call(node.sip(), "dave"), "<urn:uuid:5>");
    for (SipPeer carol : new SipPeer[] {stage.udpPeer("carol"), stage.tcpPeer("carol")}) {
      Gruus hers = register(carol, carol.call(node.sip(), "carol"), MOBILE);
      for (String contact : new String[] {hers.open(), hers.hidden()}) {
        SipCall caller = carol.call(node.sip(), "dave");
        SipText invite = caller.request("INVITE", "", Sdp.audio(7_000));
        caller.inviteWith(
            new SipText(invite.text().replace("<" + carol.uri() + ">", "<" + contact + ">")));
        SipCall called = dave.awaitCall();
        talk(caller, called);
        called.hangUp();
        assertThat(caller.awaitRequest("BYE", 200, "").start()).contains(contact);
      }
    }
  }

  @Test
  void aTemporaryOneIsOverWithItsRegistration() throws Exception {
    SipPeer erin = stage.udpPeer("erin");
    SipPeer alice = stage.udpPeer("alice");
    SipCall line = erin.call(node.sip(), "erin");
    Gruus first = register(erin, line, DESK);
    Gruus refreshed = register(erin, line, DESK);
    assertThat(refreshed.open()).isEqualTo(first.open());
    assertThat(refreshed.hidden()).isNotEqualTo(first.hidden());
    SipCall caller = call(alice, first.hidden());
    erin.awaitCall().respond(486, "", "");
    assertThat(caller.awaitOutcome().status()).as(alice::log).isEqualTo(486);

    SipCall anew = erin.call(node.sip(), "erin");
    register(erin, anew, DESK);
    assertThat(call(alice, first.hidden()).awaitOutcome().status()).isEqualTo(404);
    assertThat(call(alice, refreshed.hidden()).awaitOutcome().status()).isEqualTo(404);

    register(erin, anew, "", ";expires=0");
    assertThat(call(alice, first.open()).awaitOutcome().status()).isEqualTo(480);
    String forged = first.hidden().replaceFirst("tgruu\\..", "tgruu._");
    assertThat(call(alice, forged).awaitOutcome().status()).isEqualTo(404);
  }

  @Test
  void aNodeThatIsThereAfterwardsReadsThem() throws Exception {
    Path dir = stage.folder("mortal");
    TandemNode first = stage.keep(TandemNode.start(dir, OPTIONS));
    SipPeer bob = stage.udpPeer("bob");
    SipCall line = bob.call(first.sip(), "bob");
    Gruus his = register(bob, line, DESK);
    first.kill();

    TandemNode second = stage.keep(TandemNode.start(dir, OPTIONS));
    stage.show("second", second::evidence);
    SipPeer alice = stage.udpPeer("alice");
    for (String uri : new String[] {his.open(), his.hidden()}) {
      SipCall caller = call(second, alice, uri);
      bob.awaitCall().respond(486, "", "");
      assertThat(caller.awaitOutcome().status()).as(alice::log).isEqualTo(486);
    }
    second.awaitQuiet();
  }

  @Test
  void sippRegistersAndReadsThem() throws Exception {
    assertThat(Files.exists(Path.of("..", "deploy", "sipp", "gruu.xml"))).isTrue();
    for (String transport : new String[] {"u1", "t1"}) {
      stage.sipp("gruu.xml").call(node.sip(), "frank", "-m", "1", "-t", transport).awaitSuccess();
    }
  }
}
