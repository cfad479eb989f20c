package dev.tandem.node.edge.resolve;

import static dev.tandem.sip.transport.Transport.TCP;
import static dev.tandem.sip.transport.Transport.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.edge.resolve.Resource.Pointer;
import dev.tandem.node.edge.resolve.Resource.Server;
import dev.tandem.node.edge.resolve.Step.Addresses;
import dev.tandem.node.edge.resolve.Step.Otherwise;
import dev.tandem.node.edge.resolve.Step.Pointers;
import dev.tandem.node.edge.resolve.Step.Ready;
import dev.tandem.node.edge.resolve.Step.Servers;
import dev.tandem.sip.transaction.Hop;
import dev.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {
  static final List<Transport> BOTH = List.of(UDP, TCP);
  static final Pointers ASKED = new Pointers("a.example", BOTH);

  static List<Step> of(String host, int port, List<Transport> transports, boolean chosen) {
    return Steps.of(new Wanted(host, port, transports, chosen), "known.example"::equals);
  }

  static Answer found(Resource... records) {
    return new Answer.Found(List.of(records), Duration.ofMinutes(1));
  }

  @Test
  void aNumericHostIsThereAtOnce() {
    assertThat(of("192.0.2.1", -1, BOTH, false))
        .containsExactly(new Ready(new Hop(UDP, new InetSocketAddress("192.0.2.1", 5060))));
    assertThat(of("2001:db8::1", 7, List.of(TCP), true))
        .containsExactly(new Ready(new Hop(TCP, new InetSocketAddress("2001:db8::1", 7))));
  }

  @Test
  void aPortLeavesNothingButTheAddress() {
    assertThat(of("a.example", 5070, BOTH, false))
        .containsExactly(new Addresses("a.example", 5070, UDP));
  }

  @Test
  void aTransportLeavesItsServersAndThenTheHost() {
    assertThat(of("a.example", -1, List.of(TCP), true))
        .containsExactly(
            new Servers("_sip._tcp.a.example", TCP),
            new Otherwise(new Addresses("a.example", 5060, TCP)));
  }

  @Test
  void withoutEitherTheDomainSaysWhichTransports() {
    assertThat(of("a.example", -1, BOTH, false)).containsExactly(ASKED);
  }

  @Test
  void hostsOfOurOwnTableAndNamesWithoutADotAreNoDomains() {
    assertThat(of("known.example", -1, BOTH, false))
        .containsExactly(new Addresses("known.example", 5060, UDP));
    assertThat(of("pbx", -1, List.of(TCP), true)).containsExactly(new Addresses("pbx", 5060, TCP));
  }

  @Test
  void pointersToTransportsWeHaveAreFollowedInTheirOrder() {
    var answer =
        found(
            new Pointer(1, 1, "s", "SIPS+D2T", "_sips._tcp.a.example"),
            new Pointer(3, 1, "s", "sip+d2u", "u.example"),
            new Pointer(2, 1, "S", "SIP+D2T", "t.example"),
            new Pointer(0, 1, "u", "E2U+sip", "e.example"),
            new Pointer(0, 2, "u", "SIP+D2U", "not.example"));

    assertThat(Steps.after(ASKED, answer))
        .containsExactly(
            new Servers("t.example", TCP),
            new Servers("u.example", UDP),
            new Otherwise(new Addresses("a.example", 5060, TCP)));
  }

  @Test
  void withoutPointersEachTransportWeHaveIsTried() {
    var expected =
        List.of(
            new Servers("_sip._udp.a.example", UDP),
            new Servers("_sip._tcp.a.example", TCP),
            new Otherwise(new Addresses("a.example", 5060, UDP)));

    assertThat(Steps.after(ASKED, new Answer.Nothing())).isEqualTo(expected);
    assertThat(Steps.after(ASKED, new Answer.Failed())).isEqualTo(expected);
    assertThat(Steps.after(ASKED, found(new Pointer(1, 1, "s", "SIP+D2S", "sctp.example"))))
        .isEqualTo(expected);
  }

  @Test
  void serversBecomeHostsInTheirOrder() {
    var answer = found(new Server(2, 0, 2, "two.example"), new Server(1, 0, 1, "one.example"));

    assertThat(Steps.after(new Servers("_sip._udp.a.example", UDP), answer, _ -> 0))
        .containsExactly(
            new Addresses("one.example", 1, UDP), new Addresses("two.example", 2, UDP));
  }

  @Test
  void aServiceThatIsDecidedlyNotOfferedLeadsNowhere() {
    var answer = found(new Server(0, 0, 0, ""));

    assertThat(Steps.after(new Servers("_sip._udp.a.example", UDP), answer, _ -> 0)).isEmpty();
    assertThat(Steps.decides(answer)).isTrue();
    assertThat(Steps.decides(new Answer.Failed())).isTrue();
    assertThat(Steps.decides(new Answer.Nothing())).isFalse();
  }

  @Test
  void noMoreAddressesOfAHostAreTakenThanThereMayBe() {
    var found = Collections.nCopies(100, InetAddress.getLoopbackAddress());

    assertThat(Steps.after(new Addresses("a.example", 1, UDP), found))
        .hasSize(Steps.MOST_ADDRESSES);
  }
}
