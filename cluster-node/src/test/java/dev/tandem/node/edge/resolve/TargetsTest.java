package dev.tandem.node.edge.resolve;

import static dev.tandem.sip.transport.Transport.TCP;
import static dev.tandem.sip.transport.Transport.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.resolve.Question.Kind;
import dev.tandem.node.edge.resolve.Resource.Address;
import dev.tandem.node.edge.resolve.Resource.Server;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetsTest {
  final Map<Question, Answer> zone = new HashMap<>();
  final List<Question> asked = new ArrayList<>();
  long now;
  final Avoided avoided = new Avoided(() -> now, 2);
  int most = 10;

  Targets targets(String host, int port, List<Transport> transports, boolean chosen) {
    Dns dns =
        (question, then) -> {
          asked.add(question);
          then.accept(zone.getOrDefault(question, new Answer.Nothing()));
        };
    var names = new Names(dns, new Home(Map.of()), Runnable::run, () -> now, Dnses.settings(""));
    return new Locator(names, avoided, _ -> List.of(Kind.A), _ -> 0, most)
        .targets(new Wanted(host, port, transports, chosen));
  }

  void host(String name, int... last) {
    var records = new ArrayList<Resource>();
    for (int one : last) {
      records.add(new Address(InetAddress.ofLiteral("192.0.2." + one)));
    }
    zone.put(new Question(name, Kind.A), new Answer.Found(records, Duration.ofMinutes(1)));
  }

  void servers(String name, Server... servers) {
    zone.put(
        new Question(name, Kind.SRV), new Answer.Found(List.of(servers), Duration.ofMinutes(1)));
  }

  static Hop hop(Transport transport, int last, int port) {
    return new Hop(transport, new InetSocketAddress("192.0.2." + last, port));
  }

  static List<Hop> all(Targets targets) {
    var hops = new ArrayList<Hop>();
    boolean[] end = new boolean[1];
    while (!end[0]) {
      targets.next(hop -> {
        if (hop == null) {
          end[0] = true;
        } else {
          hops.add(hop);
        }
      });
    }
    return hops;
  }

  @Test
  void aDomainWithoutServicesIsItsHost() {
    host("a.example", 1, 2);

    assertThat(all(targets("a.example", -1, List.of(UDP, TCP), false)))
        .containsExactly(hop(UDP, 1, 5060), hop(UDP, 2, 5060));
    assertThat(asked)
        .extracting(it -> it.kind() + " " + it.name())
        .containsExactly(
            "NAPTR a.example", "SRV _sip._udp.a.example", "SRV _sip._tcp.a.example", "A a.example");
  }

  @Test
  void serversOfAllTransportsTakeTurnsAndTheHostIsLeftOut() {
    host("a.example", 9);
    host("one.example", 1);
    host("two.example", 2);
    servers("_sip._udp.a.example", new Server(1, 0, 11, "one.example"));
    servers("_sip._tcp.a.example", new Server(1, 0, 22, "two.example"));

    assertThat(all(targets("a.example", -1, List.of(UDP, TCP), false)))
        .containsExactly(hop(UDP, 1, 11), hop(TCP, 2, 22));
  }

  @Test
  void aServerIsLookedUpOnlyWhenItIsItsTurn() {
    host("one.example", 1);
    servers(
        "_sip._tcp.a.example",
        new Server(1, 0, 11, "one.example"),
        new Server(2, 0, 22, "two.example"));
    var targets = targets("a.example", -1, List.of(TCP), true);
    targets.next(hop -> assertThat(hop).isEqualTo(hop(TCP, 1, 11)));

    assertThat(targets.mayHaveMore()).isTrue();
    assertThat(asked).extracting(Question::name).doesNotContain("two.example");
  }

  @Test
  void oneHostAfterTheOtherAndWhatFailedLatelyAfterAll() {
    host("one.example", 1);
    host("two.example", 2);
    host("three.example", 3);
    avoided.add(hop(UDP, 1, 11), Duration.ofMinutes(1));
    var targets =
        targets("one.example", 11, List.of(UDP), true)
            .or(
                targets("two.example", 22, List.of(UDP), true)
                    .or(targets("three.example", 33, List.of(UDP), true)));

    assertThat(targets.mayHaveMore()).isTrue();
    assertThat(all(targets)).containsExactly(hop(UDP, 2, 22), hop(UDP, 3, 33), hop(UDP, 1, 11));
    assertThat(targets.mayHaveMore()).isFalse();
  }

  @Test
  void theLastOneHasNoneBehindIt() {
    host("a.example", 1);
    var targets = targets("a.example", 5070, List.of(UDP), false);
    assertThat(targets.mayHaveMore()).isTrue();
    targets.next(hop -> assertThat(hop).isEqualTo(hop(UDP, 1, 5070)));

    assertThat(targets.mayHaveMore()).isFalse();
  }

  @Test
  void aNameServerThatFailsIsNoReasonToCallTheHostItself() {
    host("a.example", 9);
    zone.put(new Question("_sip._tcp.a.example", Kind.SRV), new Answer.Failed());

    assertThat(all(targets("a.example", -1, List.of(UDP, TCP), false))).isEmpty();
  }

  @Test
  void theSameAddressIsNotTriedTwice() {
    host("one.example", 1, 1);
    servers(
        "_sip._udp.a.example",
        new Server(1, 0, 11, "one.example"),
        new Server(2, 0, 11, "one.example"));

    assertThat(all(targets("a.example", -1, List.of(UDP), true))).containsExactly(hop(UDP, 1, 11));
  }

  @Test
  void noMoreAreTriedThanThereMayBe() {
    host("a.example", 1, 2, 3, 4);
    most = 3;

    assertThat(all(targets("a.example", 1, List.of(UDP), true))).hasSize(3);
  }

  @Test
  void whatFailedLatelyComesLastUntilItsTimeIsOver() {
    host("a.example", 1, 2);
    avoided.add(hop(UDP, 1, 7), Duration.ofSeconds(30));
    assertThat(all(targets("a.example", 7, List.of(UDP), true)))
        .containsExactly(hop(UDP, 2, 7), hop(UDP, 1, 7));

    now += Duration.ofSeconds(30).toNanos();
    assertThat(all(targets("a.example", 7, List.of(UDP), true)))
        .containsExactly(hop(UDP, 1, 7), hop(UDP, 2, 7));
    assertThat(avoided.size()).isZero();
  }

  @Test
  void anAddressThatIsAvoidedStillHasOneBehindIt() {
    host("a.example", 1, 2);
    avoided.add(hop(UDP, 1, 7), Duration.ofSeconds(30));
    var targets = targets("a.example", 7, List.of(UDP), true);
    targets.next(hop -> assertThat(hop).isEqualTo(hop(UDP, 2, 7)));

    assertThat(targets.mayHaveMore()).isTrue();
  }

  @Test
  void noMoreAreAvoidedThanThereMayBe() {
    for (int last = 1; last <= 3; last++) {
      avoided.add(hop(UDP, last, 7), Duration.ofSeconds(30));
    }

    assertThat(avoided.size()).isEqualTo(2);
    assertThat(avoided.contains(hop(UDP, 1, 7))).isFalse();
    assertThat(avoided.contains(hop(UDP, 3, 7))).isTrue();
  }

  @Test
  void theListenerSaysWhichAddressesCanBeReached() {
    assertThat(Locator.kindsFor(InetAddress.ofLiteral("192.0.2.1"))).containsExactly(Kind.A);
    assertThat(Locator.kindsFor(InetAddress.ofLiteral("0.0.0.0"))).containsExactly(Kind.A);
    assertThat(Locator.kindsFor(InetAddress.ofLiteral("::1"))).containsExactly(Kind.AAAA);
    assertThat(Locator.kindsFor(InetAddress.ofLiteral("::"))).containsExactly(Kind.AAAA, Kind.A);
  }
}
