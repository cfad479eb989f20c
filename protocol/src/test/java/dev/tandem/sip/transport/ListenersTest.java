package dev.tandem.sip.transport;

import static dev.tandem.sip.transport.Cast.bytes;
import static dev.tandem.sip.transport.Cast.options;
import static dev.tandem.sip.transport.Cast.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.sip.SipSettings;
import io.netty.channel.epoll.Epoll;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ListenersTest {
  static final String BOTH =
      """
      { transport = udp, port = 0 }
      { transport = tcp, port = 0 }
      { transport = udp, port = 0, address = "::1" }
      { transport = tcp, port = 0, address = "::1" }
      """;

  final Inbox inbox = new Inbox();
  final TransportCounters counters = new TransportCounters();
  final LinkedBlockingQueue<String> failures = new LinkedBlockingQueue<>();
  final ArrayList<AutoCloseable> open = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // most tests bind first
  SipTransports transports;

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable it : open) {
      it.close();
    }
  }

  static Config config(String listeners, String more) {
    return ConfigFactory.parseString(
            "tandem.sip.transport.listeners = [" + listeners + "]\n" + more)
        .withFallback(ConfigFactory.load());
  }

  static void assumeIpv6() {
    try (var socket = new DatagramSocket(new InetSocketAddress("::1", 0))) {
      assumeTrue(socket.isBound());
    } catch (SocketException _) {
      assumeTrue(false, "this machine has no IPv6");
    }
  }

  void bind(String listeners, boolean epoll) {
    assumeIpv6();
    var settings = TransportSettings.from(config(listeners, ""));
    transports = SipTransports.bind(settings, inbox, counters, new LoopIo(epoll));
    open.addFirst(transports);
  }

  InetSocketAddress address(int index) {
    return transports.listeners().get(index).address();
  }

  DatagramSocket udp(String host) throws Exception {
    var socket = new DatagramSocket(new InetSocketAddress(host, 0));
    open.add(socket);
    socket.setSoTimeout(10_000);
    return socket;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void speakUdpInBothFamilies(boolean epoll) throws Exception {
    bind(BOTH, epoll);
    for (int i = 0; i <= 2; i += 2) {
      String host = i == 0 ? "127.0.0.1" : "::1";
      DatagramSocket peer = udp(host);
      byte[] message = bytes("to " + host);
      peer.send(new DatagramPacket(message, message.length, address(i)));
      Inbox.Arrived arrived = inbox.next();
      assertThat(arrived.text()).isEqualTo("to " + host);
      assertThat(arrived.flow().local()).isEqualTo(address(i));
      assertThat(arrived.flow().remote()).isEqualTo(peer.getLocalSocketAddress());

      var to = (InetSocketAddress) peer.getLocalSocketAddress();
      transports.send(Transport.UDP, to, bytes("back"), failures::add);
      var back = new DatagramPacket(new byte[100], 100);
      peer.receive(back);
      assertThat(back.getSocketAddress()).as("leaves from").isEqualTo(address(i));
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void speakTcpInBothFamilies(boolean epoll) throws Exception {
    bind(BOTH, epoll);
    for (int i = 1; i <= 3; i += 2) {
      try (var peer = new Socket(address(i).getAddress(), address(i).getPort())) {
        peer.setSoTimeout(10_000);
        SipTransportsTest.write(peer, options("t" + i, ""));
        Flow flow = inbox.next().flow();
        assertThat(flow.local()).isEqualTo(address(i));
        transports.send(Transport.TCP, flow.remote(), bytes("back"), failures::add);
        assertThat(text(peer.getInputStream().readNBytes(4))).isEqualTo("back");
      }
    }
  }

  @Test
  void haveOneNumberForUdpAndTcpOnEachAddress() {
    bind(BOTH, true);
    assertThat(address(0)).isEqualTo(address(1));
    assertThat(address(2)).isEqualTo(address(3));
  }

  @Test
  void standSideBySideOnAllAddressesOfBothFamilies() throws Exception {
    assumeTrue(Epoll.isAvailable(), "NIO cannot keep IPv6 to itself");
    bind("{ transport = tcp, address = \"0.0.0.0\", port = 0 }", true);
    int port = address(0).getPort();
    String both =
        "{ transport = udp, address = \"0.0.0.0\", port = %1$d },"
            + " { transport = udp, address = \"::\", port = %1$d },"
            + " { transport = tcp, address = \"::\", port = %1$d }";
    bind(both.formatted(port), true);
    DatagramSocket four = udp("127.0.0.1");
    DatagramSocket six = udp("::1");
    four.send(new DatagramPacket(bytes("4"), 1, new InetSocketAddress("127.0.0.1", port)));
    assertThat(inbox.next().flow().local()).isEqualTo(address(0));
    six.send(new DatagramPacket(bytes("6"), 1, new InetSocketAddress("::1", port)));
    assertThat(inbox.next().flow().local()).isEqualTo(address(1));
  }

  @Test
  void sayWhenNoneReachesThePeer() throws Exception {
    bind("{ transport = udp, port = 0 }", true);
    for (String host : new String[] {"::1", "192.0.2.1"}) {
      transports.send(Transport.UDP, new InetSocketAddress(host, 9), bytes("x"), failures::add);
      assertThat(failures.poll(10, TimeUnit.SECONDS)).startsWith("no udp listener reaches ");
    }
  }

  @Test
  void takeFromTheShortFormWhatTheyDoNotSay() {
    var settings =
        TransportSettings.from(
            config(
                "{ transport = tcp }, { transport = WS, advertised-host = h, advertised-port = 7 }",
                "tandem.sip.transport { address = \"127.0.0.9\", port = 5070 }"));
    assertThat(settings.listeners())
        .containsExactly(
            new Listener(Transport.TCP, "127.0.0.9", 5070),
            new Listener(Transport.WS, "127.0.0.9", 5066, "h", 7));
  }

  @Test
  void areRefusedWithEveryProblemAndItsPlace() {
    String wrong =
        """
        { transport = sctp }
        { address = "::1" }
        { transport = udp, port = 70000 }
        { transport = tcp, adress = "::1" }
        """;
    assertThatThrownBy(() -> TransportSettings.from(config(wrong, "")))
        .hasMessageContaining("tandem.sip.transport.listeners (String: 1): knows udp, tcp, tls, ws")
        .hasMessageContaining("tandem.sip.transport.listeners (String: 2): transport: is missing")
        .hasMessageContaining(
            "listeners (String: 3): port (String: 3): must be 0 to 65535, is 70000")
        .hasMessageContaining("listeners (String: 4): knows [address, advertised-host")
        .hasMessageContaining("not adress");
  }

  @Test
  void onAllAddressesNeedAnAdvertisedHostOfTheirFamily() {
    String all = "{ transport = udp, address = \"::\" }";
    String ours =
        "tandem.edge { product = x, supported = [], advertised-port = 0, advertised-host = ";
    assertThatThrownBy(() -> SipSettings.from(config(all, ours + "\"\" }")))
        .hasMessageContaining("tandem.edge.advertised-host");
    assertThatThrownBy(() -> SipSettings.from(config(all, ours + "192.0.2.1 }")))
        .hasMessageContaining("must be of its family");
    SipSettings.from(config(all, ours + "\"2001:db8::1\" }"));
    SipSettings.from(config(all, ours + "sip.example.com }"));
    SipSettings.from(
        config(all.replace("}", ", advertised-host = \"2001:db8::1\" }"), ours + "192.0.2.1 }"));
  }
}
