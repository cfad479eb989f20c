package dev.tandem.sip.transport;

import static dev.tandem.sip.transport.Cast.bytes;
import static dev.tandem.sip.transport.Cast.options;
import static dev.tandem.sip.transport.Cast.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SipTransportsTest {
  final Inbox inbox = new Inbox();
  final TransportCounters counters = new TransportCounters();
  final LinkedBlockingQueue<String> failures = new LinkedBlockingQueue<>();
  final ArrayList<AutoCloseable> open = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // each test binds first
  SipTransports transports;

  void bind(TransportSettings settings) {
    bind(settings, true);
  }

  void bind(TransportSettings settings, boolean epoll) {
    transports = SipTransports.bind(settings, inbox, counters, new LoopIo(epoll));
    open.addFirst(transports);
  }

  void bind(TransportSettings.Bounds bounds, TransportSettings.Deadlines deadlines) {
    bind(Cast.tight(bounds, deadlines));
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable it : open) {
      it.close();
    }
  }

  InetSocketAddress address(Transport transport) {
    return transports.listeners().stream()
        .filter(it -> it.transport() == transport)
        .findFirst()
        .orElseThrow()
        .address();
  }

  Socket tcp() throws IOException {
    var socket = new Socket();
    open.add(socket);
    socket.connect(address(Transport.TCP), 5_000);
    socket.setSoTimeout(10_000);
    return socket;
  }

  DatagramSocket udp() throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
    open.add(socket);
    socket.setSoTimeout(10_000);
    return socket;
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(bytes(text));
    socket.getOutputStream().flush();
  }

  static String read(Socket socket, int bytes) throws IOException {
    return text(socket.getInputStream().readNBytes(bytes));
  }

  static boolean isClosedByPeer(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return !(reset instanceof SocketTimeoutException);
    }
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + ", counters " + counters.all()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(2); // polling, with the limit above
    }
  }

  @Nested
  class Binding {
    @Test
    void givesUdpAndTcpTheSameNumber() {
      bind(Cast.anyPort());
      assertThat(address(Transport.UDP).getPort()).isPositive();
      assertThat(address(Transport.UDP)).isEqualTo(address(Transport.TCP));
    }

    @Test
    void saysWhichPortIsTakenAndLeavesNothingOpen() throws Exception {
      try (var taken = new ServerSocket()) {
        taken.bind(new InetSocketAddress("127.0.0.1", 0));
        int port = taken.getLocalPort();
        assertThatThrownBy(() -> bind(Cast.anyPort().withPort(port)))
            .isInstanceOf(BindFailed.class)
            .hasMessage("SIP tcp 127.0.0.1:" + port + " is taken; choose another with --sip-port");
        new DatagramSocket(new InetSocketAddress("127.0.0.1", port)).close();
      }
    }

    @Test
    void saysWhenTheUdpPortIsTaken() throws Exception {
      int port = udp().getLocalPort();
      assertThatThrownBy(() -> bind(Cast.anyPort().withPort(port)))
          .hasMessageContaining("SIP udp 127.0.0.1:" + port + " is taken");
    }
  }

  @Nested
  class Udp {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesMessagesBothWaysOnTheLoop(boolean epoll) throws Exception {
      bind(Cast.anyPort(), epoll);
      DatagramSocket peer = udp();
      byte[] large = bytes(options("large", "b".repeat(60_000)));

      peer.send(new DatagramPacket(large, large.length, address(Transport.UDP)));
      Inbox.Arrived arrived = inbox.next();

      assertThat(arrived.text()).isEqualTo(text(large));
      assertThat(arrived.thread()).isEqualTo("sip-loop");
      assertThat(arrived.flow().remote()).isEqualTo(peer.getLocalSocketAddress());

      transports.loop().execute(() -> arrived.flow().send(bytes("back")));
      var back = new DatagramPacket(new byte[100], 100);
      peer.receive(back);
      assertThat(back.getLength()).isEqualTo(4);
      assertThat(back.getSocketAddress()).isEqualTo(address(Transport.UDP));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsManyDatagramsApartAndInOrder(boolean epoll) throws Exception {
      bind(Cast.anyPort(), epoll);
      DatagramSocket peer = udp();
      for (int i = 0; i < 2_000; i++) {
        byte[] message = bytes("M" + i + " " + "x".repeat(i % 700));
        peer.send(new DatagramPacket(message, message.length, address(Transport.UDP)));
      }
      for (int i = 0; i < 2_000; i++) {
        assertThat(inbox.next().text()).isEqualTo("M" + i + " " + "x".repeat(i % 700));
      }
    }

    @Test
    void outlivesAClosedPortAtThePeer() throws Exception {
      bind(Cast.anyPort());
      DatagramSocket gone = udp();
      var nowhere = (InetSocketAddress) gone.getLocalSocketAddress();
      gone.close();
      for (int i = 0; i < 50; i++) {
        transports.send(Transport.UDP, nowhere, bytes("anyone?"), failures::add);
      }

      byte[] message = bytes("still there");
      udp().send(new DatagramPacket(message, message.length, address(Transport.UDP)));
      assertThat(inbox.next().text()).isEqualTo("still there");
    }

    @Test
    void swallowsKeepAlives() throws Exception {
      bind(Cast.anyPort());
      DatagramSocket peer = udp();
      for (String it : new String[] {"", "\r\n\r\n", "\0\0\0\0", "real"}) {
        peer.send(new DatagramPacket(bytes(it), it.length(), address(Transport.UDP)));
      }
      assertThat(inbox.next().text()).isEqualTo("real");
      assertThat(counters.of(Kind.UDP_KEEP_ALIVE)).isEqualTo(3);
    }

    @Test
    void tellsWhatSurelyDidNotLeave() throws Exception {
      bind(Cast.anyPort());
      transports.send(
          Transport.UDP, new InetSocketAddress("127.0.0.1", 9), new byte[70_000], failures::add);
      assertThat(failures.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void givesItsBufferBackWhenItCloses() throws Exception {
      var memory = UnpooledByteBufAllocator.DEFAULT.metric();
      long before = memory.usedDirectMemory();
      bind(Cast.anyPort());
      byte[] message = bytes("read");
      udp().send(new DatagramPacket(message, message.length, address(Transport.UDP)));
      inbox.next();
      boolean shared = Epoll.isAvailable();
      assertThat(memory.usedDirectMemory() - before).isGreaterThanOrEqualTo(shared ? 2 << 20 : 0);

      transports.close();
      await("the memory", () -> memory.usedDirectMemory() <= before);
    }

    @Test
    void countsWhatTheKernelThrewAwayWhileTheLoopWasBusy() throws Exception {
      assumeTrue(Epoll.isAvailable(), "only epoll sockets tell");
      bind(Cast.anyPort());
      var busy = new CountDownLatch(1);
      transports.loop().execute(() -> awaitUninterruptibly(busy));
      DatagramSocket peer = udp();
      byte[] message = new byte[8_000];
      int more = 4 * Cast.anyPort().socketBufferBytes() / message.length;
      for (int i = 0; i < more; i++) {
        peer.send(new DatagramPacket(message, message.length, address(Transport.UDP)));
      }
      busy.countDown();

      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (counters.of(Kind.UDP_IN) + counters.of(Kind.UDP_RECEIVE_BUFFER_FULL) < more) {
        assertThat(System.nanoTime()).as("%s", counters.all()).isLessThan(until);
        inbox.messages.poll(10, TimeUnit.MILLISECONDS);
      }
      assertThat(counters.of(Kind.UDP_RECEIVE_BUFFER_FULL)).isPositive();
      assertThat(inbox.longestBacklog).isPositive();
    }

    @Test
    void survivesASinkThatThrows() throws Exception {
      bind(Cast.anyPort());
      DatagramSocket peer = udp();
      for (String it : new String[] {"throw", "next"}) {
        peer.send(new DatagramPacket(bytes(it), it.length(), address(Transport.UDP)));
      }
      inbox.next();
      assertThat(inbox.next().text()).isEqualTo("next");
      assertThat(counters.of(Kind.SINK_FAILED)).isEqualTo(1);
    }
  }

  @Nested
  class Tcp {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reusesTheConnectionThePeerOpened(boolean epoll) throws Exception {
      bind(Cast.anyPort(), epoll);
      Socket peer = tcp();
      write(peer, options("1", "body"));
      Inbox.Arrived arrived = inbox.next();
      assertThat(arrived.text()).isEqualTo(options("1", "body"));
      assertThat(arrived.thread()).isEqualTo("sip-loop");

      var to = (InetSocketAddress) peer.getLocalSocketAddress();
      transports.send(Transport.TCP, to, bytes(options("2", "")), failures::add);

      assertThat(read(peer, options("2", "").length())).isEqualTo(options("2", ""));
      assertThat(counters.of(Kind.TCP_CONNECTED)).isZero();
    }

    @Test
    void opensOneConnectionForManyMessagesAndReadsFromIt() throws Exception {
      bind(Cast.anyPort());
      try (var server = new ServerSocket()) {
        server.bind(new InetSocketAddress("127.0.0.1", 0));
        var to = (InetSocketAddress) server.getLocalSocketAddress();
        for (int i = 0; i < 50; i++) {
          transports.send(Transport.TCP, to, bytes(options("n" + (10 + i), "")), failures::add);
        }
        try (Socket peer = server.accept()) {
          peer.setSoTimeout(10_000);
          int length = options("n10", "").length();
          for (int i = 0; i < 50; i++) {
            assertThat(read(peer, length)).isEqualTo(options("n" + (10 + i), ""));
          }
          write(peer, options("reply", ""));
          assertThat(inbox.next().text()).isEqualTo(options("reply", ""));
        }
        assertThat(inbox.nextClosed().remote()).isEqualTo(to);
        assertThat(counters.of(Kind.TCP_CONNECTED)).isEqualTo(1);
        assertThat(failures).isEmpty();
      }
    }

    @Test
    void tellsEveryWaitingMessageThatTheConnectFailed() throws Exception {
      bind(Cast.anyPort());
      var server = new ServerSocket(0);
      var nobody = new InetSocketAddress("127.0.0.1", server.getLocalPort());
      server.close();
      for (int i = 0; i < 3; i++) {
        transports.send(Transport.TCP, nobody, bytes("x"), failures::add);
      }
      await("three failures, saw " + failures, () -> failures.size() == 3);
    }

    @Test
    void refusesMoreMessagesThanMayWaitForAConnect() throws Exception {
      bind(new TransportSettings.Bounds(10, 10, 1 << 20, 5), Cast.PATIENT);
      try (var server = new ServerSocket()) {
        server.bind(new InetSocketAddress("127.0.0.1", 0));
        var to = (InetSocketAddress) server.getLocalSocketAddress();
        transports
            .loop()
            .execute(() -> {
              for (int i = 0; i < 8; i++) {
                transports.send(Transport.TCP, to, bytes("x"), failures::add);
              }
            });
        await("three refused", () -> failures.size() == 3);
        assertThat(counters.of(Kind.TCP_TOO_MANY_WAITING)).isEqualTo(3);
      }
    }

    @Test
    void answersAPingWithAPong() throws Exception {
      bind(Cast.anyPort());
      Socket peer = tcp();
      write(peer, "\r\n\r\n");
      assertThat(read(peer, 2)).isEqualTo("\r\n");
    }

    @Test
    void answersTwoBillionBytesWith413AndServesTheNextPeer() throws Exception {
      bind(Cast.anyPort());
      Socket attacker = tcp();
      write(attacker, options("1", "").replace("Length: 0", "Length: 2000000000"));
      assertThat(text(attacker.getInputStream().readAllBytes())).startsWith("SIP/2.0 413");

      write(tcp(), options("2", ""));
      assertThat(inbox.next().text()).isEqualTo(options("2", ""));
    }

    @Test
    void closesARefusedPeerThatStaysAndReadsNothing() throws Exception {
      bind(Cast.anyPort());
      write(tcp(), options("1", "").replace("Content-Length: 0\r\n", ""));
      assertThat(inbox.nextClosed().isOpen()).isFalse();
      assertThat(counters.of(Kind.TCP_NO_CONTENT_LENGTH)).isEqualTo(1);
    }

    @Test
    void closesAPeerThatDoesNotRead() throws Exception {
      bind(new TransportSettings.Bounds(10, 10, 64 << 10, 5), Cast.PATIENT);
      Socket peer = tcp();
      write(peer, options("1", ""));
      Flow flow = inbox.next().flow();
      byte[] message = bytes(options("2", "b".repeat(4_000)));

      for (int i = 0; i < 10_000 && flow.isOpen(); i++) {
        transports.loop().submit(() -> flow.send(message)).sync();
      }

      assertThat(inbox.nextClosed()).isSameAs(flow);
      assertThat(counters.of(Kind.TCP_SLOW_READER)).isEqualTo(1);
    }
  }

  @Nested
  class Bounds {
    @Test
    void perSourceAreKeptAndFreedAgain() throws Exception {
      bind(new TransportSettings.Bounds(100, 3, 1 << 20, 5), Cast.PATIENT);
      Socket first = tcp();
      tcp();
      tcp();
      assertThat(isClosedByPeer(tcp())).isTrue();
      assertThat(counters.of(Kind.TCP_TOO_MANY_FROM_SOURCE)).isEqualTo(1);

      first.close();
      inbox.nextClosed();
      write(tcp(), options("1", ""));
      inbox.next();
    }

    @Test
    void inAllAreKept() throws Exception {
      bind(new TransportSettings.Bounds(2, 100, 1 << 20, 5), Cast.PATIENT);
      tcp();
      tcp();
      assertThat(isClosedByPeer(tcp())).isTrue();
      assertThat(counters.of(Kind.TCP_TOO_MANY_CONNECTIONS)).isEqualTo(1);
    }
  }

  @Nested
  class Deadlines {
    final TransportSettings.Deadlines shortMessage =
        new TransportSettings.Deadlines(
            Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(5));

    @Test
    void closeAPeerThatNeverSpeaks() throws Exception {
      bind(Cast.ROOMY, shortMessage);
      assertThat(isClosedByPeer(tcp())).isTrue();
      assertThat(counters.of(Kind.TCP_MESSAGE_TOO_SLOW)).isEqualTo(1);
    }

    @Test
    void closeAPeerThatDripsItsMessage() throws Exception {
      bind(Cast.ROOMY, shortMessage);
      Socket peer = tcp();
      write(peer, options("1", ""));
      inbox.next();
      write(peer, "OPT");
      boolean closed = false;
      try {
        for (int i = 0; i < 1_000 && !closed; i++) {
          write(peer, "x");
          TimeUnit.MILLISECONDS.sleep(5); // the pace of the attack
          closed = counters.of(Kind.TCP_MESSAGE_TOO_SLOW) == 1;
        }
      } catch (IOException reset) {
        closed = true;
      }
      assertThat(closed).isTrue();
      inbox.nextClosed();
    }

    @Test
    void spareAPeerWhoseMessageIsWhole() throws Exception {
      bind(Cast.ROOMY, shortMessage);
      Socket quick = tcp();
      write(quick, options("1", ""));
      inbox.next();
      assertThat(isClosedByPeer(tcp())).isTrue(); // one deadline has passed

      write(quick, options("2", ""));
      assertThat(inbox.next().text()).isEqualTo(options("2", ""));
    }

    @Test
    void closeAnIdleConnection() throws Exception {
      bind(
          Cast.ROOMY,
          new TransportSettings.Deadlines(
              Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(5)));
      Socket peer = tcp();
      write(peer, options("1", ""));
      assertThat(isClosedByPeer(peer)).isTrue();
      assertThat(counters.of(Kind.TCP_IDLE)).isEqualTo(1);
    }
  }
}
