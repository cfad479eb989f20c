package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand.Invited;
import dev.tandem.protocol.TrunkRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whose request is whose, and whom our passwords are for.
@NullUnmarked
@Timeout(30)
class TrunkPeersTest {
  static final String USERS = "tandem.users = [{ user = alice, password = secret }]\n";
  static ActorTestKit kit;
  EdgeBench bench;
  Peer peer;

  @BeforeAll
  static void start() {
    kit = EdgeBench.kit();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @AfterEach
  void close() throws IOException {
    if (peer != null) {
      peer.close();
    }
    if (bench != null) {
      bench.close();
    }
  }

  private void invite(String settings) throws IOException {
    bench = new EdgeBench(kit, settings);
    peer = Peer.udp(bench.port());
    peer.send(
        peer.invite("i1")
            .replace("Content-Length", "P-Asserted-Identity: <sip:+49@x>\r\nContent-Length"));
  }

  private static TrunkPeers peers(String trunks) {
    return TrunkPeers.from(
        ConfigFactory.parseString("tandem.trunks { " + trunks + " }")
            .withFallback(ConfigFactory.defaultReference())
            .resolve());
  }

  @Test
  void aCallFromATrunksAddressIsTheTrunksAndNeedsNoUser() throws Exception {
    invite(
        USERS + "tandem.trunks.p { addresses = [\"sip:192.0.2.1\"], trusted = [\"127.0.0.0/8\"] }");
    var invitation = bench.next(Invited.class).invitation();

    assertThat(invitation.trunk()).isEqualTo("p");
    assertThat(invitation.authenticatedUser()).isNull();
    assertThat(invitation.headers()).contains(new Header("P-Asserted-Identity", "<sip:+49@x>"));
  }

  @Test
  void aStrangersAssertionGoesNoFurther() throws Exception {
    invite("tandem.trunks.p { addresses = [\"sip:127.0.0.1\"], trusted = [\"192.0.2.0/24\"] }");
    var invitation = bench.next(Invited.class).invitation();

    assertThat(invitation.trunk()).isNull();
    assertThat(invitation.headers()).extracting(Header::name).doesNotContain("P-Asserted-Identity");
  }

  @Test
  void aTrunkMayCallButNotRegisterAsSomebody() throws Exception {
    bench =
        new EdgeBench(
            kit, USERS + "tandem.trunks.p { addresses = [\"sip:h\"], trusted = [\"127.0.0.1\"] }");
    peer = Peer.udp(bench.port());
    peer.send(peer.request("REGISTER", "r1", "", 1, ""));
    peer.expect("SIP/2.0 401 ");
  }

  @Test
  void aRangeThatIsNoneIsNamed() {
    assertThatThrownBy(() -> peers("p { addresses = [\"sip:h\"], trusted = [\"h\"] }"))
        .hasMessageContaining("tandem.trunks.p.trusted");
  }

  @Test
  void aPasswordIsForWhomTheTrunksRequestsReachedOnly() throws Exception {
    TrunkPeers trunks =
        peers(
            "p { addresses = [\"sip:h\"], user = u, password = s },"
                + " q { addresses = [\"sip:h\"], user = v, password = t, realm = r }");
    var there = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 5060);
    var elsewhere = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 5061);

    assertThat(trunks.logins(null, there)).isNull();
    trunks.reaches(there, new TrunkRoute("p", false));
    assertThat(trunks.logins(null, there).any().user()).isEqualTo("u");
    assertThat(trunks.logins(null, elsewhere)).isNull();
    Logins other = trunks.logins(new TrunkRoute("q", true), elsewhere);
    assertThat(other.any()).isNull();
    assertThat(other.byRealm()).containsOnlyKeys("r");
  }

  @Test
  void whatIsRememberedOfAddressesIsBounded() throws Exception {
    TrunkPeers trunks = peers("p { addresses = [\"sip:h\"], user = u, password = s }");
    InetAddress host = InetAddress.getByName("192.0.2.1");
    for (int port = 1; port <= 1001; port++) {
      trunks.reaches(new InetSocketAddress(host, port), new TrunkRoute("p", false));
    }
    assertThat(trunks.logins(null, new InetSocketAddress(host, 1))).isNull();
    assertThat(trunks.logins(null, new InetSocketAddress(host, 2))).isNotNull();
  }
}
