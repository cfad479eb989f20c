package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.resolve.DnsServer;
import dev.tandem.node.edge.resolve.Question.Kind;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionCommand.Responded;
import dev.tandem.protocol.SessionCommand.Unanswered;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 3263 from a session's request to the socket it comes out at, with a real name server.
@Timeout(60)
@org.jspecify.annotations.NullUnmarked
class ResolvingTest {
  static final ActorTestKit kit = EdgeBench.kit("resolving");

  /// One target a request: what comes second must not come at all.
  static final String QUICK =
      """
      tandem.sip.dns { timeout = 500 ms, attempts = 1, min-lifetime = 0 s }
      tandem.edge.failover.max-targets = 1
      """;

  final DnsServer dns = new DnsServer();
  EdgeBench bench;
  Peer one;
  Peer two;
  int sent;

  @BeforeEach
  void start() throws IOException {
    bench = new EdgeBench(kit, dns.setting() + QUICK);
    one = Peer.udp(bench.port());
    two = Peer.udp(bench.port());
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  @AfterEach
  void stop() throws IOException {
    one.close();
    two.close();
    bench.close();
    dns.close();
  }

  void send(String target) {
    String key = Integer.toString(++sent);
    bench.edge.tell(bench.send(key, "OPTIONS", sent, EdgeBench.dialog(target)));
  }

  void answer(Peer peer) throws Exception {
    peer.send(peer.response(peer.expect("OPTIONS "), 200, "theirs", ""));
    assertThat(bench.next(Responded.class).response().status()).isEqualTo(200);
  }

  DnsServer server(int priority, int weight, Peer peer) {
    return dns.srv("_sip._udp.a.example", 60, priority, weight, peer.port(), "sip.a.example");
  }

  @Test
  void aDomainIsWhereItsServersAre() throws Exception {
    server(1, 1, one).host("sip.a.example", 60, "127.0.0.1").host("a.example", 60, "127.0.0.9");
    send("sip:al@a.example");

    assertThat(one.expect("OPTIONS sip:al@a.example SIP/2.0"))
        .contains("To: <sip:al@a.example>\r\n");
    assertThat(dns.asked())
        .extracting(it -> it.kind() + " " + it.name())
        .containsExactly("NAPTR a.example", "SRV _sip._udp.a.example", "A sip.a.example");
  }

  @Test
  void aDomainMayPreferATransport() throws Exception {
    try (var socket = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      socket.setSoTimeout(5_000);
      dns.naptr("a.example", 20, 1, "s", "SIP+D2U", "_sip._udp.a.example");
      dns.naptr("a.example", 10, 1, "s", "SIP+D2T", "tcp.a.example");
      dns.srv("tcp.a.example", 60, 1, 1, socket.getLocalPort(), "sip.a.example");
      server(1, 1, one).host("sip.a.example", 60, "127.0.0.1");
      send("sip:al@a.example");

      try (var connection = socket.accept();
          var in =
              new BufferedReader(
                  new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
        assertThat(in.readLine()).isEqualTo("OPTIONS sip:al@a.example SIP/2.0");
        assertThat(in.readLine()).startsWith("Via: SIP/2.0/TCP ");
      }
    }
  }

  @Test
  void aTransportThatTheUriNamesIsNotAskedFor() throws Exception {
    server(1, 1, one).host("sip.a.example", 60, "127.0.0.1");
    send("sip:al@a.example;transport=udp");

    one.expect("OPTIONS ");
    assertThat(dns.asked("a.example", Kind.NAPTR)).isZero();
  }

  @Test
  void aPortLeavesNothingButTheAddress() throws Exception {
    dns.host("a.example", 60, "127.0.0.1");
    send("sip:al@a.example:" + one.port());

    one.expect("OPTIONS ");
    assertThat(dns.asked()).extracting(it -> it.kind()).containsExactly(Kind.A);
  }

  @Test
  void maddrStandsInForTheHost() throws Exception {
    send("sip:al@a.example:" + one.port() + ";maddr=127.0.0.1");

    one.expect("OPTIONS ");
    assertThat(dns.asked()).isEmpty();
  }

  @Test
  void theLowestPriorityIsFirst() throws Exception {
    server(2, 65_535, two);
    server(1, 0, one).host("sip.a.example", 60, "127.0.0.1");
    send("sip:al@a.example");

    one.expect("OPTIONS ");
  }

  /// Of no weight: once in 65,536 times.
  @Test
  void amongEqualsTheWeightDecides() throws Exception {
    server(1, 0, two);
    server(1, 65_535, one).host("sip.a.example", 60, "127.0.0.1");
    send("sip:al@a.example");

    one.expect("OPTIONS ");
  }

  @Test
  void anAnswerIsAskedForAnewWhenItsLifetimeIsOver() throws Exception {
    dns.srv("_sip._udp.a.example", 1, 1, 1, one.port(), "sip.a.example");
    dns.host("sip.a.example", 60, "127.0.0.1");
    send("sip:al@a.example");
    answer(one);
    send("sip:al@a.example");
    answer(one);
    assertThat(dns.asked("_sip._udp.a.example", Kind.SRV)).isEqualTo(1);

    dns.forget("_sip._udp.a.example", Kind.SRV);
    server(1, 1, two);
    answerAlways(one);
    var heard = answerAlways(two);
    long limit = System.nanoTime() + 10_000_000_000L;
    while (heard.getCount() > 0 && System.nanoTime() < limit) {
      send("sip:al@a.example");
      bench.next(Responded.class);
    }

    assertThat(heard.getCount()).as("it goes to the new place").isZero();
    assertThat(dns.asked("_sip._udp.a.example", Kind.SRV)).isEqualTo(2);
    assertThat(dns.asked("sip.a.example", Kind.A)).isEqualTo(1);
  }

  /// Until it is closed. Opens with the first request.
  static CountDownLatch answerAlways(Peer peer) {
    var heard = new CountDownLatch(1);
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          peer.send(peer.response(peer.receive(), 200, "theirs", ""));
          heard.countDown();
        }
      } catch (IOException _) {
        // closed
      }
    });
    return heard;
  }

  @Test
  void thatThereIsNoSuchNameIsRemembered() throws Exception {
    for (int i = 1; i <= 3; i++) {
      send("sip:al@no.example");
      assertThat(bench.next(Unanswered.class))
          .isEqualTo(new Unanswered(Integer.toString(i), Failure.UNRESOLVED));
    }

    assertThat(dns.asked())
        .extracting(it -> it.kind() + " " + it.name())
        .containsExactly(
            "NAPTR no.example",
            "SRV _sip._udp.no.example",
            "SRV _sip._tcp.no.example",
            "A no.example");
  }

  @Test
  void aSilentNameServerEndsTheRequestNotTheEdge() throws Exception {
    for (String name : new String[] {"_sip._udp.a.example", "_sip._tcp.a.example"}) {
      dns.silent(name, Kind.SRV);
    }
    dns.silent("a.example", Kind.NAPTR).host("a.example", 60, "127.0.0.1");
    send("sip:al@a.example");
    send("sip:al@127.0.0.1:" + one.port());
    answer(one);

    assertThat(bench.next(Unanswered.class)).isEqualTo(new Unanswered("1", Failure.UNRESOLVED));
  }

  @Test
  void localhostNeedsNoNameServer() throws Exception {
    send("sip:al@localhost:" + one.port());

    one.expect("OPTIONS ");
    assertThat(dns.asked()).isEmpty();
  }

  @Test
  void anEdgeOnIpv6AsksForItsAddresses() throws Exception {
    bench.close();
    bench = new EdgeBench(kit, dns.setting() + QUICK + "tandem.sip.transport.address = \"::1\"\n");
    try (var six = Peer.udp("::1", bench.port())) {
      server(1, 1, six).host("sip.a.example", 60, "127.0.0.1").host("sip.a.example", 60, "::1");
      send("sip:al@a.example");

      assertThat(six.expect("OPTIONS ")).contains("Via: SIP/2.0/UDP [");
      assertThat(dns.asked("sip.a.example", Kind.A)).isZero();
      assertThat(dns.asked("sip.a.example", Kind.AAAA)).isEqualTo(1);
    }
  }
}
