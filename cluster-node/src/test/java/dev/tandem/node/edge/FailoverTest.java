package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.resolve.DnsServer;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionCommand.Responded;
import dev.tandem.protocol.SessionCommand.Unanswered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 3263 §4.3 over real sockets: a domain with two servers, of which `one` comes first.
@Timeout(60)
@org.jspecify.annotations.NullUnmarked
class FailoverTest {
  static final ActorTestKit kit = EdgeBench.kit("failover");

  /// Long T1, so that no repetition comes in between on a slow machine.
  static final String QUICK =
      "tandem.edge.failover.after = 500 ms\ntandem.sip.timers { t1 = 5 s, t2 = 5 s }\n";

  static final String DOMAIN = "sip:al@a.example";

  final DnsServer dns = new DnsServer();
  EdgeBench bench;
  Peer one;
  Peer two;

  @BeforeEach
  void start() throws IOException {
    begin(dns.setting() + QUICK);
    dns.host("sip.example", 60, "127.0.0.1");
    dns.srv("_sip._udp.a.example", 60, 1, 1, one.port(), "sip.example");
    dns.srv("_sip._udp.a.example", 60, 2, 1, two.port(), "sip.example");
  }

  void begin(String settings) throws IOException {
    bench = new EdgeBench(kit, settings);
    one = Peer.udp(bench.port());
    two = Peer.udp(bench.port());
  }

  @AfterEach
  void stop() throws IOException {
    one.close();
    two.close();
    bench.close();
    dns.close();
  }

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  void send(String key, String method, String target) {
    bench.edge.tell(bench.send(key, method, 5, EdgeBench.dialog(target)));
  }

  void cancel(String key) {
    bench.edge.tell(new EdgeCommand.Cancel(EdgeBench.first(), key, "SIP;cause=200"));
  }

  void answer(Peer peer, String request, int status) throws IOException {
    peer.send(peer.response(request, status, status == 100 ? "" : "tag" + peer.port(), ""));
  }

  int status() throws InterruptedException {
    return bench.next(Responded.class).response().status();
  }

  @Nested
  class ATargetThatIsSilent {
    @Test
    void isLeftForTheNextOne() throws Exception {
      send("1", "INVITE", DOMAIN);
      String first = one.expect("INVITE ");
      String second = two.expect("INVITE ");
      answer(two, second, 200);

      assertThat(status()).isEqualTo(200);
      for (String same : new String[] {"Call-ID", "CSeq", "From", "To"}) {
        assertThat(Peer.header(second, same)).isEqualTo(Peer.header(first, same));
      }
      assertThat(Peer.header(second, "Via")).isNotEqualTo(Peer.header(first, "Via"));
      assertThat(bench.metrics.failovers.sum()).isEqualTo(1);
    }

    @Test
    void isLeftAlsoByAByeOfACall() throws Exception {
      send("1", "BYE", DOMAIN);
      one.expect("BYE ");
      answer(two, two.expect("BYE "), 200);

      assertThat(status()).isEqualTo(200);
    }

    @Test
    void isCancelledWhenItWakesUp() throws Exception {
      send("1", "INVITE", DOMAIN);
      String first = one.expect("INVITE ");
      String second = two.expect("INVITE ");
      answer(one, first, 180);
      String cancel = one.expect("CANCEL ");
      answer(one, cancel, 200);
      answer(one, first, 487);
      one.expect("ACK ");
      answer(two, second, 486);

      assertThat(Peer.header(cancel, "Via")).isEqualTo(Peer.header(first, "Via"));
      assertThat(status()).as("nothing was told of the other").isEqualTo(486);
      two.expect("ACK ");
    }

    @Test
    void hasItsLate2xxToldAndTheOtherIsCancelled() throws Exception {
      send("1", "INVITE", DOMAIN);
      String first = one.expect("INVITE ");
      String second = two.expect("INVITE ");
      answer(two, second, 180);
      assertThat(status()).isEqualTo(180);
      answer(one, first, 200);
      two.expect("CANCEL ");
      answer(two, second, 487);
      two.expect("ACK ");
      answer(one, first, 200);

      assertThat(bench.next(Responded.class).response().remoteTag()).isEqualTo("tag" + one.port());
      assertThat(status()).as("not 487").isEqualTo(200);
    }

    @Test
    void isTriedLastForAWhile() throws Exception {
      send("1", "OPTIONS", DOMAIN);
      one.expect("OPTIONS ");
      answer(two, two.expect("OPTIONS "), 200);
      assertThat(status()).isEqualTo(200);
      send("2", "INFO", DOMAIN);

      two.expect("INFO ");
      assertThat(bench.metrics.failovers.sum()).as("that of the first request").isEqualTo(1);
    }

    @Test
    void isStillTriedWhenTheOthersFailToo() throws Exception {
      send("1", "OPTIONS", DOMAIN);
      one.expect("OPTIONS ");
      answer(two, two.expect("OPTIONS "), 200);
      assertThat(status()).isEqualTo(200);
      send("2", "INFO", DOMAIN);
      answer(two, two.expect("INFO "), 503);
      answer(one, one.expect("INFO "), 200);

      assertThat(status()).isEqualTo(200);
    }

    @Test
    void endsTheRequestWhenItIsTheLast() throws Exception {
      stop();
      begin("tandem.edge.failover.after = 200 ms\ntandem.sip.timers.t1 = 50 ms\n");
      send("1", "INVITE", "sip:al@127.0.0.1:" + one.port());

      assertThat(bench.next(Unanswered.class)).isEqualTo(new Unanswered("1", Failure.TIMEOUT));
      assertThat(bench.metrics.failovers.sum()).isZero();
    }
  }

  @Nested
  class ATargetThatIsBusy {
    @Test
    void isLeftForTheNextOne() throws Exception {
      send("1", "INVITE", DOMAIN);
      String first = one.expect("INVITE ");
      answer(one, first, 100);
      answer(one, first, 503);
      one.expect("ACK ");
      answer(two, two.expect("INVITE "), 200);

      assertThat(status()).as("nothing was told of the 503").isEqualTo(200);
    }

    @Test
    void isToldOfWhenItIsTheLast() throws Exception {
      send("1", "INVITE", DOMAIN);
      answer(one, one.expect("INVITE "), 503);
      answer(two, two.expect("INVITE "), 503);

      assertThat(bench.next(Responded.class).response().remoteTag()).isEqualTo("tag" + two.port());
      assertThat(bench.toldAndUnread()).isZero();
    }

    @Test
    void isNotLeftOnceItRang() throws Exception {
      send("1", "INVITE", DOMAIN);
      String first = one.expect("INVITE ");
      answer(one, first, 180);
      answer(one, first, 503);

      assertThat(status()).isEqualTo(180);
      assertThat(status()).isEqualTo(503);
      assertThat(bench.metrics.failovers.sum()).isZero();
    }

    @Test
    void isNotLeftOnceTheSessionHasCancelled() throws Exception {
      send("1", "INVITE", DOMAIN);
      String first = one.expect("INVITE ");
      answer(one, first, 100);
      cancel("1");
      one.expect("CANCEL ");
      answer(one, first, 503);

      assertThat(status()).isEqualTo(503);
      assertThat(bench.metrics.failovers.sum()).isZero();
    }

    @Test
    void isTriedLastForAWhile() throws Exception {
      send("1", "OPTIONS", DOMAIN);
      answer(one, one.expect("OPTIONS "), 503);
      answer(two, two.expect("OPTIONS "), 200);
      assertThat(status()).isEqualTo(200);
      send("2", "INFO", DOMAIN);

      two.expect("INFO ");
      assertThat(bench.metrics.failovers.sum()).as("that of the first request").isEqualTo(1);
    }

    @Test
    void isTriedFirstAgainAfterTheTimeItAskedFor() throws Exception {
      send("1", "OPTIONS", DOMAIN);
      String options = one.expect("OPTIONS ");
      one.send(
          one.response(options, 503, "t", "")
              .replace("Content-Length", "Retry-After: 0 (soon)\r\nContent-Length"));
      answer(two, two.expect("OPTIONS "), 200);
      assertThat(status()).isEqualTo(200);
      send("2", "INFO", DOMAIN);

      one.expect("INFO ");
      assertThat(bench.metrics.failovers.sum()).as("that of the first request").isEqualTo(1);
    }
  }

  @Nested
  class ATargetThatHasSaidSomething {
    @Test
    void mayTakeItsTime() throws Exception {
      send("1", "INVITE", DOMAIN);
      String first = one.expect("INVITE ");
      answer(one, first, 100);
      // Another request goes through the whole of a silence meanwhile.
      try (var three = Peer.udp(bench.port());
          var four = Peer.udp(bench.port())) {
        dns.srv("_sip._udp.b.example", 60, 1, 1, three.port(), "sip.example");
        dns.srv("_sip._udp.b.example", 60, 2, 1, four.port(), "sip.example");
        send("2", "OPTIONS", "sip:al@b.example");
        answer(four, four.expect("OPTIONS "), 200);
        assertThat(status()).isEqualTo(200);
      }
      send("3", "INFO", "sip:al@127.0.0.1:" + two.port());

      two.expect("INFO ");
      answer(one, first, 486);
      assertThat(status()).isEqualTo(486);
      assertThat(bench.metrics.failovers.sum()).as("that of the other request").isEqualTo(1);
    }
  }

  @Test
  void aTargetThatRefusesIsLeftForTheNextOne() throws Exception {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      closed = socket.getLocalPort();
    }
    dns.naptr("c.example", 1, 1, "s", "SIP+D2T", "_sip._tcp.c.example");
    dns.naptr("c.example", 2, 1, "s", "SIP+D2U", "_sip._udp.a.example");
    dns.srv("_sip._tcp.c.example", 60, 1, 1, closed, "sip.example");
    send("1", "INVITE", "sip:al@c.example");

    String invite = one.expect("INVITE ");
    assertThat(invite).contains("Via: SIP/2.0/UDP ").doesNotContain("transport=tcp");
    answer(one, invite, 200);
    assertThat(status()).isEqualTo(200);
  }

  @Test
  void aCancelGoesToTheTargetInUse() throws Exception {
    send("1", "INVITE", DOMAIN);
    answer(one, one.expect("INVITE "), 503);
    one.expect("ACK ");
    String second = two.expect("INVITE ");
    answer(two, second, 180);
    assertThat(status()).isEqualTo(180);
    cancel("1");
    String cancel = two.expect("CANCEL ");
    answer(two, cancel, 200);
    answer(two, second, 487);

    assertThat(Peer.header(cancel, "Via")).isEqualTo(Peer.header(second, "Via"));
    assertThat(cancel).contains("Reason: SIP;cause=200\r\n");
    assertThat(status()).isEqualTo(487);
  }

  @Test
  void theAckOfA2xxAvoidsWhatFailed() throws Exception {
    send("1", "OPTIONS", DOMAIN);
    answer(one, one.expect("OPTIONS "), 503);
    answer(two, two.expect("OPTIONS "), 200);
    assertThat(status()).isEqualTo(200);
    bench.edge.tell(
        new EdgeCommand.SendAck(EdgeBench.first(), EdgeBench.dialog(DOMAIN), 5, null, "", null));

    two.expect("ACK ");
  }

  /// There is no place for the request, whichever target it goes to.
  @Test
  void aFullEdgeIsNoFaultOfTheTarget() throws Exception {
    stop();
    try (var fresh = new DnsServer()) {
      begin(fresh.setting() + QUICK + "tandem.sip.timers.max-transactions = 10\n");
      fresh.host("sip.example", 60, "127.0.0.1");
      fresh.srv("_sip._udp.a.example", 60, 1, 1, one.port(), "sip.example");
      fresh.srv("_sip._udp.a.example", 60, 2, 1, two.port(), "sip.example");
      for (int i = 1; i <= 10; i++) {
        send("o" + i, "OPTIONS", "sip:al@127.0.0.1:" + one.port());
        one.expect("OPTIONS ");
      }
      send("1", "INVITE", DOMAIN);

      assertThat(bench.next(Unanswered.class)).isEqualTo(new Unanswered("1", Failure.TRANSPORT));
      assertThat(bench.metrics.failovers.sum()).isZero();
    }
  }

  @Test
  void noMoreTargetsAreTriedThanThereMayBe() throws Exception {
    stop();
    try (var fresh = new DnsServer()) {
      begin(fresh.setting() + QUICK + "tandem.edge.failover.max-targets = 1\n");
      fresh.host("sip.example", 60, "127.0.0.1");
      fresh.srv("_sip._udp.a.example", 60, 1, 1, one.port(), "sip.example");
      fresh.srv("_sip._udp.a.example", 60, 2, 1, two.port(), "sip.example");
      send("1", "OPTIONS", DOMAIN);
      answer(one, one.expect("OPTIONS "), 503);

      assertThat(status()).isEqualTo(503);
    }
  }
}
