package dev.tandem.node.edge.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.resolve.Question.Kind;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NettyDnsTest {
  final DnsServer server = new DnsServer();
  final NettyDns dns = new NettyDns(Dnses.settings(server.setting() + QUICK));
  static final String QUICK = "tandem.sip.dns { timeout = 300 ms, attempts = 2 }\n";

  @AfterEach
  void close() {
    dns.close();
    server.close();
  }

  Answer ask(String name, Kind kind) {
    return ask(dns, name, kind);
  }

  static Answer ask(Dns dns, String name, Kind kind) {
    var answer = new CompletableFuture<Answer>();
    dns.ask(new Question(name, kind), answer::complete);
    return answer.orTimeout(10, TimeUnit.SECONDS).join();
  }

  static Answer found(int seconds, Resource... records) {
    return new Answer.Found(List.of(records), Duration.ofSeconds(seconds));
  }

  static Resource address(String text) {
    return new Resource.Address(InetAddress.ofLiteral(text));
  }

  @Test
  void readsAddresses() {
    server.host("a.example", 70, "192.0.2.1").host("a.example", 50, "192.0.2.2");
    server.host("a.example", 9, "2001:db8::1");

    assertThat(ask("a.example", Kind.A))
        .isEqualTo(found(50, address("192.0.2.1"), address("192.0.2.2")));
    assertThat(ask("a.example", Kind.AAAA)).isEqualTo(found(9, address("2001:db8::1")));
  }

  @Test
  void readsServers() {
    server.srv("_sip._udp.a.example", 30, 1, 2, 5062, "sip1.a.example");
    server.srv("_sip._udp.a.example", 40, 65535, 0, 0, ".");

    assertThat(ask("_sip._udp.a.example", Kind.SRV))
        .isEqualTo(
            found(
                30,
                new Resource.Server(1, 2, 5062, "sip1.a.example"),
                new Resource.Server(65535, 0, 0, "")));
  }

  @Test
  void readsPointers() {
    server.naptr("a.example", 50, 60, "s", "SIP+D2T", "_sip._tcp.a.example");

    assertThat(ask("a.example", Kind.NAPTR))
        .isEqualTo(found(60, new Resource.Pointer(50, 60, "s", "SIP+D2T", "_sip._tcp.a.example")));
  }

  @Test
  void tellsNothingFromFailure() {
    server.host("a.example", 60, "192.0.2.1");
    server.code("b.example", Kind.A, DnsResponseCode.SERVFAIL);

    assertThat(ask("no.example", Kind.A)).isEqualTo(new Answer.Nothing());
    assertThat(ask("a.example", Kind.SRV)).isEqualTo(new Answer.Nothing());
    assertThat(ask("b.example", Kind.A)).isEqualTo(new Answer.Failed());
  }

  @Test
  void asksASilentServerAsOftenAsItIsTold() {
    server.silent("a.example", Kind.A);

    assertThat(ask("a.example", Kind.A)).isEqualTo(new Answer.Failed());
    assertThat(server.asked("a.example", Kind.A)).isEqualTo(2);
  }

  @Test
  void doesNotBelieveAnAnswerThatIsTooLate() {
    server.host("a.example", 60, "192.0.2.1");
    server.delay("a.example", Kind.A, Duration.ofMillis(400));

    assertThat(ask("a.example", Kind.A)).isEqualTo(new Answer.Failed());
  }

  @Test
  void goesOnToTheNextServer() {
    try (var second = new DnsServer();
        var both =
            new NettyDns(
                Dnses.settings(
                    "tandem.sip.dns { timeout = 300 ms, servers = [\"127.0.0.1:%d\", \"127.0.0.1:%d\"] }"
                        .formatted(server.address().getPort(), second.address().getPort())))) {
      server.silent("a.example", Kind.A);
      second.host("a.example", 60, "192.0.2.2");

      assertThat(ask(both, "a.example", Kind.A)).isEqualTo(found(60, address("192.0.2.2")));
    }
  }

  @Test
  void brokenRecordsAreLeftOut() {
    server.broken("_sip._udp.a.example", Kind.SRV, (byte) 0, (byte) 1, (byte) 2);
    assertThat(ask("_sip._udp.a.example", Kind.SRV)).isEqualTo(new Answer.Failed());
    server.srv("_sip._udp.a.example", 30, 1, 2, 5062, "b.example");
    server.broken("a.example", Kind.NAPTR, (byte) 0, (byte) 1, (byte) 0, (byte) 1, (byte) 99);

    assertThat(ask("_sip._udp.a.example", Kind.SRV))
        .isEqualTo(found(30, new Resource.Server(1, 2, 5062, "b.example")));
    assertThat(ask("a.example", Kind.NAPTR)).isEqualTo(new Answer.Failed());
  }

  @Test
  void followsAnAlias() {
    server.alias("www.example", Kind.A, "a.example").host("a.example", 60, "192.0.2.1");

    assertThat(ask("www.example", Kind.A)).isEqualTo(found(60, address("192.0.2.1")));
  }

  @Test
  void looksForANameWithoutADotToo() {
    server.host("pbx", 60, "192.0.2.1");

    assertThat(ask("pbx", Kind.A)).isEqualTo(found(0, address("192.0.2.1")));
    assertThat(ask("nopbx", Kind.A)).isEqualTo(new Answer.Nothing());
  }

  @Test
  void failsWhenItIsClosed() {
    dns.close();

    assertThat(ask("a.example", Kind.A)).isEqualTo(new Answer.Failed());
  }
}
