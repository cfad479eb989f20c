package dev.tandem.sip.transport;

import static dev.tandem.sip.transport.Cast.bytes;
import static dev.tandem.sip.transport.Cast.options;
import static dev.tandem.sip.transport.Cast.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.tandem.sip.transport.TransportCounters.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Against the JDK's own WebSocket client.
@Timeout(60)
class WebSocketTest {
  final Inbox inbox = new Inbox();
  final TransportCounters counters = new TransportCounters();
  final LinkedBlockingQueue<String> failures = new LinkedBlockingQueue<>();
  final ArrayList<AutoCloseable> open = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // each test binds first
  SipTransports transports;

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable it : open) {
      it.close();
    }
  }

  void bind(String more) {
    var settings =
        TransportSettings.from(
                ConfigFactory.parseString(
                        "tandem.sip.transport { transports = [udp, tcp, ws], " + more + " }")
                    .withFallback(ConfigFactory.load()))
            .withPort(0);
    transports = SipTransports.bind(settings, inbox, counters);
    open.addFirst(transports);
  }

  InetSocketAddress address(Transport transport) {
    return transports.listeners().stream()
        .filter(it -> it.transport() == transport)
        .findFirst()
        .orElseThrow()
        .address();
  }

  /// What a client was told: text as it is, bytes behind `binary: `.
  static final class Heard implements WebSocket.Listener {
    final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      socket.request(1);
      return flush(last, "");
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      partial.append(text(bytes));
      socket.request(1);
      return flush(last, "binary: ");
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      messages.add("pong " + message.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      messages.add("closed " + status);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      messages.add("error");
    }

    private @Nullable CompletionStage<?> flush(boolean last, String prefix) {
      if (last) {
        messages.add(prefix + partial);
        partial.setLength(0);
      }
      return null;
    }

    String next() throws InterruptedException {
      String next = messages.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("a message within 10 s").isNotNull();
      return next;
    }
  }

  final Heard heard = new Heard();

  WebSocket connect(String scheme, HttpClient client, String subprotocol) {
    var transport = scheme.equals("wss") ? Transport.WSS : Transport.WS;
    var builder = client.newWebSocketBuilder();
    if (!subprotocol.isEmpty()) {
      builder.subprotocols(subprotocol);
    }
    WebSocket socket =
        builder
            .buildAsync(
                URI.create(scheme + "://127.0.0.1:" + address(transport).getPort() + "/any"), heard)
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    open.add(socket::abort);
    return socket;
  }

  WebSocket connect() {
    HttpClient client = HttpClient.newHttpClient();
    open.add(client::shutdownNow);
    return connect("ws", client, "sip");
  }

  Socket plain() throws IOException {
    var address = address(Transport.WS);
    var socket = new Socket(address.getAddress(), address.getPort());
    open.add(socket);
    socket.setSoTimeout(10_000);
    return socket;
  }

  static void sendText(WebSocket socket, String text) {
    socket.sendText(text, true).orTimeout(10, TimeUnit.SECONDS).join();
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + ", counters " + counters.all()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(2); // polling, with the limit above
    }
  }

  @Test
  void carriesOneMessageInEachFrameBothWays() throws Exception {
    bind("");
    WebSocket peer = connect();
    assertThat(peer.getSubprotocol()).isEqualTo("sip");
    String large = options("large", "ü".repeat(15_000));
    sendText(peer, large);
    Inbox.Arrived arrived = inbox.next();

    assertThat(arrived.text()).isEqualTo(large);
    assertThat(arrived.thread()).isEqualTo("sip-loop");
    assertThat(arrived.flow().transport()).isEqualTo(Transport.WS);
    assertThat(arrived.flow().isOpen()).isTrue();

    arrived.flow().send(bytes(large));
    assertThat(heard.next()).isEqualTo(large);
    transports.send(Transport.WS, arrived.flow().remote(), bytes("again"), failures::add);
    assertThat(heard.next()).isEqualTo("again");
  }

  @Test
  void needsNoContentLengthAndAnswersInBinaryWhereThePeerSpeaksIt() throws Exception {
    bind("");
    WebSocket peer = connect();
    String message = options("1", "").replace("Content-Length: 0\r\n", "");
    peer.sendBinary(ByteBuffer.wrap(bytes(message)), true).join();
    Inbox.Arrived arrived = inbox.next();
    assertThat(arrived.text()).isEqualTo(message);

    arrived.flow().send(bytes("back"));
    assertThat(heard.next()).isEqualTo("binary: back");
  }

  @Test
  void sendsWhatIsNoTextInBinary() throws Exception {
    bind("");
    sendText(connect(), options("1", ""));
    inbox.next().flow().send(new byte[] {'a', (byte) 0xFF});
    assertThat(heard.next()).startsWith("binary: a");
  }

  @Test
  void putsFragmentsTogether() throws Exception {
    bind("");
    WebSocket peer = connect();
    String message = options("1", "body");
    peer.sendText(message.substring(0, 40), false).join();
    peer.sendText(message.substring(40), true).join();
    assertThat(inbox.next().text()).isEqualTo(message);
  }

  @Test
  void answersPingsOfBothKinds() throws Exception {
    bind("");
    WebSocket peer = connect();
    peer.sendPing(ByteBuffer.wrap(new byte[] {1, 2, 3})).join();
    assertThat(heard.next()).isEqualTo("pong 3");
    sendText(peer, "\r\n\r\n");
    assertThat(heard.next()).isEqualTo("\r\n");
    assertThat(inbox.messages).isEmpty();
    assertThat(counters.of(Kind.TCP_KEEP_ALIVE)).isEqualTo(2);
  }

  @Test
  void refusesWhoDoesNotAskForSip() {
    bind("");
    HttpClient client = HttpClient.newHttpClient();
    open.add(client::shutdownNow);
    for (String subprotocol : new String[] {"", "xmpp"}) {
      assertThatThrownBy(() -> connect("ws", client, subprotocol))
          .hasCauseInstanceOf(WebSocketHandshakeException.class)
          .cause()
          .satisfies(it ->
              assertThat(((WebSocketHandshakeException) it).getResponse().statusCode())
                  .isEqualTo(400));
    }
    assertThat(counters.of(Kind.WS_REFUSED)).isEqualTo(2);
  }

  @Test
  void refusesOrdinaryHttp() throws Exception {
    bind("");
    Socket peer = plain();
    peer.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHost: us\r\n\r\n"));
    assertThat(text(peer.getInputStream().readAllBytes()))
        .startsWith("HTTP/1.1 400 ")
        .contains("subprotocol sip");
    await("closed", () -> counters.of(Kind.TCP_CLOSED) == 1);
  }

  @Test
  void closesAPeerWhoseMessageIsTooLarge() throws Exception {
    bind("stream { max-header = 1 KiB, max-body = 1 KiB }");
    WebSocket peer = connect();
    sendText(peer, options("1", "b".repeat(1_000)));
    inbox.next();
    peer.sendText("x".repeat(2_049), true);
    inbox.nextClosed();
    assertThat(counters.of(Kind.WS_TOO_LARGE)).isEqualTo(1);
    assertThat(inbox.messages).isEmpty();
  }

  @Test
  void closesAPeerWhoseFragmentsAreTooLargeTogether() throws Exception {
    bind("stream { max-header = 1 KiB, max-body = 1 KiB }");
    WebSocket peer = connect();
    peer.sendText("x".repeat(1_500), false).join();
    peer.sendText("x".repeat(1_500), false);
    inbox.nextClosed();
    assertThat(counters.of(Kind.WS_TOO_LARGE)).isEqualTo(1);
  }

  @Test
  void closesAPeerThatNeverUpgradesOrOnlyPings() throws Exception {
    bind("stream.message-within = 200ms");
    assertThat(SipTransportsTest.isClosedByPeer(plain())).isTrue();
    WebSocket peer = connect();
    for (int i = 0; inbox.closed.size() < 2; i++) {
      assertThat(i).isLessThan(2_000);
      peer.sendPing(ByteBuffer.allocate(0));
      TimeUnit.MILLISECONDS.sleep(5); // the pace of the attack
    }
    assertThat(counters.of(Kind.TCP_MESSAGE_TOO_SLOW)).isEqualTo(2);
  }

  @Test
  void closesAPeerThatNeverEndsItsMessageAndSparesOneThatPings() throws Exception {
    bind("stream.message-within = 200ms");
    WebSocket quiet = connect();
    sendText(quiet, options("1", ""));
    Flow spared = inbox.next().flow();
    quiet.sendPing(ByteBuffer.allocate(0)).join();
    WebSocket dripping = connect();
    sendText(dripping, options("2", ""));
    Flow closed = inbox.next().flow();
    dripping.sendText("OPTIONS", false).join();

    assertThat(inbox.nextClosed()).isSameAs(closed);
    assertThat(spared.isOpen()).isTrue();
  }

  @Test
  void failsWhenTheConnectionIsGone() throws Exception {
    bind("");
    WebSocket peer = connect();
    sendText(peer, options("1", ""));
    Flow flow = inbox.next().flow();
    peer.abort();
    assertThat(inbox.nextClosed()).isSameAs(flow);

    transports.send(Transport.WS, flow.remote(), bytes("x"), failures::add);
    assertThat(failures.poll(10, TimeUnit.SECONDS)).startsWith("no ws connection to ");
    assertThat(counters.of(Kind.TCP_CONNECTED)).isZero();
  }

  @Test
  void closesInOrderWhenThePeerDoes() throws Exception {
    bind("");
    WebSocket peer = connect();
    sendText(peer, options("1", ""));
    Flow flow = inbox.next().flow();
    peer.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertThat(heard.next()).isEqualTo("closed 1000");
    assertThat(inbox.nextClosed()).isSameAs(flow);
  }

  @Test
  void keepsTheBoundOnConnections() throws Exception {
    bind("stream.max-connections = 1");
    connect();
    assertThat(SipTransportsTest.isClosedByPeer(plain())).isTrue();
    assertThat(counters.of(Kind.TCP_TOO_MANY_CONNECTIONS)).isEqualTo(1);
  }

  @Test
  void isSpokenOverTlsToo(@TempDir Path dir) throws Exception {
    Pki pki = new Pki(dir).sign("us", "dns:localhost,ip:127.0.0.1");
    bind(
        "transports = [wss], tls { certificate = %s, key = %s }"
            .formatted(pki.quoted("us.pem"), pki.quoted("us.key")));
    HttpClient client = HttpClient.newBuilder().sslContext(pki.peer("")).build();
    open.add(client::shutdownNow);
    sendText(connect("wss", client, "sip"), options("1", ""));
    Inbox.Arrived arrived = inbox.next();
    assertThat(arrived.flow().transport()).isEqualTo(Transport.WSS);
    arrived.flow().send(bytes("back"));
    assertThat(heard.next()).isEqualTo("back");
  }
}
