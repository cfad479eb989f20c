package dev.tandem.node.edge;

import static dev.tandem.node.edge.EdgeBench.SDP;
import static dev.tandem.node.edge.EdgeBench.TAGS;
import static dev.tandem.node.edge.EdgeBench.first;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.SessionCommand.Invited;
import dev.tandem.protocol.SessionCommand.Requested;
import dev.tandem.protocol.SessionCommand.Responded;
import dev.tandem.protocol.SessionCommand.Unanswered;
import dev.tandem.sip.transport.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Calls over TLS and WebSocket, against the JDK's own sockets.
@Timeout(60)
@org.jspecify.annotations.NullUnmarked
class EdgeTransportsTest {
  static final ActorTestKit kit =
      ActorTestKit.create(
          "edge-transports",
          ConfigFactory.parseString(
                  "pekko.loglevel = WARNING, pekko.actor.provider = local,"
                      + " pekko.actor.serialization-bindings"
                      + " { \"dev.tandem.protocol.Wire\" = jackson-cbor }")
              .withFallback(ConfigFactory.load()));

  EdgeBench bench;

  @AfterAll
  static void shutDown() {
    kit.shutdownTestKit();
  }

  @AfterEach
  void stop() {
    if (bench != null) { // else nothing was started, for want of IPv6
      bench.close();
    }
  }

  int port(Transport transport) {
    return bench.listeners.stream()
        .filter(it -> it.transport() == transport)
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  static Dialog dialog(String remoteTag, String remoteTarget, PeerAddress flow) {
    return new Dialog(
        "out-1",
        "sip:us@127.0.0.1",
        null,
        TAGS.tagOf(first()),
        "sip:al@peer.example",
        null,
        remoteTag,
        remoteTarget,
        List.of(),
        flow);
  }

  static String request(String method, String uri, String via, String contact, String toTag) {
    String body = method.equals("INVITE") ? SDP : "";
    return method
        + " "
        + uri
        + " SIP/2.0\r\nVia: SIP/2.0/"
        + via
        + ";branch=z9hG4bK"
        + method
        + "\r\nMax-Forwards: 70\r\nFrom: <sip:al@peer.example>;tag=al\r\nTo: <sip:us@127.0.0.1>"
        + (toTag.isEmpty() ? "" : ";tag=" + toTag)
        + "\r\nCall-ID: call-1\r\nCSeq: 1 "
        + method
        + "\r\nContact: <"
        + contact
        + ">\r\n"
        + (body.isEmpty() ? "" : "Content-Type: application/sdp\r\n")
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  static String ok(String request, String contact) {
    var text = new StringBuilder("SIP/2.0 200 OK\r\n");
    for (String name : List.of("Via", "From", "Call-ID", "CSeq")) {
      text.append(name).append(": ").append(Peer.header(request, name)).append("\r\n");
    }
    String to = Peer.header(request, "To");
    return text
        + "To: "
        + to
        + (to.contains("tag=") ? "" : ";tag=theirs")
        + "\r\nContact: <"
        + contact
        + ">\r\nContent-Length: 0\r\n\r\n";
  }

  @Nested
  class ANodeWithSeveralAddresses {
    DatagramSocket peer;

    @BeforeEach
    void start() {
      try {
        peer = new DatagramSocket(new InetSocketAddress("::1", 0));
        peer.setSoTimeout(5_000);
      } catch (SocketException _) {
        assumeTrue(false, "this machine has no IPv6");
      }
      bench =
          new EdgeBench(
              kit,
              """
              tandem.sip.transport.listeners = [
                { transport = udp, advertised-host = four.example, advertised-port = 5 }
                { transport = tcp }
                { transport = udp, address = "::1" }
                { transport = udp, address = "::1", port = 0, advertised-host = six.example }
              ]
              """);
    }

    @AfterEach
    void close() {
      if (peer != null) {
        peer.close();
      }
    }

    String receive() throws IOException {
      var packet = new DatagramPacket(new byte[4_096], 4_096);
      peer.receive(packet);
      return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    String contactAtListener(int index) throws Exception {
      InetSocketAddress edge = bench.listeners.get(index).address();
      String contact = "sip:al@[::1]:" + peer.getLocalPort();
      String via = "UDP [::1]:" + peer.getLocalPort() + ";rport;x=" + index;
      byte[] invite =
          request("INVITE", "sip:us@[::1]", via, contact, "")
              .replace("z9hG4bK", "z9hG4bK" + index)
              .replace("call-1", "call-" + index)
              .getBytes(StandardCharsets.UTF_8);
      peer.send(new DatagramPacket(invite, invite.length, edge));
      bench.respond(bench.next(Invited.class).transaction(), 200, SDP);
      assertThat(receive()).startsWith("SIP/2.0 100 ");
      return Peer.header(receive(), "Contact");
    }

    @Test
    void namesTheListenerThatWasAsked() throws Exception {
      String own = "<sip:[::1]:" + bench.listeners.get(2).address().getPort() + ">";
      assertThat(contactAtListener(2)).isEqualTo(own);
      String named = "<sip:six.example:" + bench.listeners.get(3).address().getPort() + ">";
      assertThat(contactAtListener(3)).isEqualTo(named);
    }

    @Test
    void asksFromTheListenerThatReachesThePeer() throws Exception {
      String six = "sip:al@[::1]:" + peer.getLocalPort();
      bench.edge.tell(bench.send("six", "INVITE", 1, dialog("", six, null)));
      String invite = receive();
      String own = "[::1]:" + bench.listeners.get(2).address().getPort();
      assertThat(Peer.header(invite, "Via")).startsWith("SIP/2.0/UDP " + own + ";rport;");
      assertThat(Peer.header(invite, "Contact")).isEqualTo("<sip:" + own + ">");

      try (var other = Peer.udp(bench.port())) {
        String four = "sip:al@127.0.0.1:" + other.port();
        bench.edge.tell(bench.send("four", "INVITE", 1, dialog("", four, null)));
        invite = other.expect("INVITE ");
        assertThat(Peer.header(invite, "Via")).startsWith("SIP/2.0/UDP four.example:5;rport;");
        assertThat(Peer.header(invite, "Contact")).isEqualTo("<sip:four.example:5>");
      }
    }
  }

  @Nested
  class ALargeRequest {
    EdgeCommand.Send large(int port) {
      var small = bench.send("l", "INVITE", 1, dialog("", "sip:al@127.0.0.1:" + port, null));
      return new EdgeCommand.Send(
          small.session(),
          small.request(),
          small.method(),
          small.dialog(),
          small.cseq(),
          List.of(new Header("X-Long", "x".repeat(1_300))),
          small.contentType(),
          small.body());
    }

    @BeforeEach
    void start() {
      bench = new EdgeBench(kit, "");
    }

    @Test
    void goesByTcp() throws Exception {
      try (var server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
        bench.edge.tell(large(server.getLocalPort()));
        try (Socket peer = server.accept()) {
          peer.setSoTimeout(10_000);
          assertThat(Peer.header(APeerWithTls.read(peer), "Via")).startsWith("SIP/2.0/TCP ");
        }
      }
    }

    @Test
    void comesByUdpWhereTcpIsRefused() throws Exception {
      try (var peer = Peer.udp(bench.port())) {
        bench.edge.tell(large(peer.port()));
        assertThat(Peer.header(peer.expect("INVITE "), "Via")).startsWith("SIP/2.0/UDP ");
      }
    }
  }

  @Nested
  class ABrowser {
    static final String CONTACT = "sip:al@df7jal23ls0d.invalid;transport=ws";

    final HttpClient client = HttpClient.newHttpClient();
    final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    WebSocket socket;

    @BeforeEach
    void connect() {
      bench =
          new EdgeBench(
              kit,
              "tandem.sip.transport { transports = [udp, tcp, ws], ws-port = 0, wss-port = 0 }");
      socket =
          client
              .newWebSocketBuilder()
              .subprotocols("sip")
              .buildAsync(URI.create("ws://127.0.0.1:" + port(Transport.WS)), new Listener())
              .orTimeout(10, TimeUnit.SECONDS)
              .join();
    }

    @AfterEach
    void disconnect() {
      socket.abort();
      client.shutdownNow();
    }

    private final class Listener implements WebSocket.Listener {
      private final StringBuilder partial = new StringBuilder();

      @Override
      public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
          heard.add(partial.toString());
          partial.setLength(0);
        }
        from.request(1);
        return null;
      }
    }

    String expect(String firstLine) throws InterruptedException {
      String message = heard.poll(10, TimeUnit.SECONDS);
      assertThat(message).startsWith(firstLine);
      return message;
    }

    void send(String message) {
      socket.sendText(message, true).orTimeout(10, TimeUnit.SECONDS).join();
    }

    Invited call() throws InterruptedException {
      send(request("INVITE", "sip:us@127.0.0.1", "WS df7jal23ls0d.invalid", CONTACT, ""));
      expect("SIP/2.0 100 ");
      return bench.next(Invited.class);
    }

    @Test
    void isAnsweredAndCalledBackOverItsConnection() throws Exception {
      var invited = call();
      bench.respond(invited.transaction(), 200, SDP);
      String ok = expect("SIP/2.0 200 ");
      String contact = "<sip:127.0.0.1:" + port(Transport.WS) + ";transport=ws>";
      assertThat(Peer.header(ok, "Contact")).isEqualTo(contact);
      PeerAddress source = invited.invitation().source();
      assertThat(source.transport()).isEqualTo("ws");

      bench.edge.tell(bench.send("bye", "BYE", 2, dialog("al", CONTACT, source)));
      String bye = expect("BYE " + CONTACT + " SIP/2.0");
      assertThat(Peer.header(bye, "Via"))
          .startsWith("SIP/2.0/WS 127.0.0.1:" + port(Transport.WS) + ";");
      send(ok(bye, CONTACT));
      assertThat(bench.next(Responded.class).response().status()).isEqualTo(200);
    }

    @Test
    void isCalledBackWhenItsContactNamesNoTransport() throws Exception {
      PeerAddress source = call().invitation().source();
      String contact = "sip:al@df7jal23ls0d.invalid";
      bench.edge.tell(bench.send("bye", "BYE", 2, dialog("al", contact, source)));
      expect("BYE " + contact);
    }

    @Test
    void isCalledBackWhenItsContactIsAGruuOfOurs() throws Exception {
      PeerAddress source = call().invitation().source();
      String contact = "sip:al@127.0.0.1:" + bench.port() + ";gr=urn:uuid:1;ob";
      bench.edge.tell(bench.send("bye", "BYE", 2, dialog("al", contact, source)));
      expect("BYE " + contact);

      socket.abort();
      bench.await(() -> bench.counters.transport().all().get("tcp-closed").sum() == 1, "the close");
      bench.edge.tell(bench.send("again", "BYE", 3, dialog("al", contact, source)));
      Failure failure = bench.next(Unanswered.class).failure();
      assertThat(failure).isIn(Failure.TRANSPORT, Failure.UNRESOLVED);
    }

    @Test
    void cannotBeReachedWhenItIsGone() throws Exception {
      PeerAddress source = call().invitation().source();
      socket.abort();
      bench.await(() -> bench.counters.transport().all().get("tcp-closed").sum() == 1, "the close");
      bench.edge.tell(bench.send("bye", "BYE", 2, dialog("al", CONTACT, source)));
      assertThat(bench.next(Unanswered.class).failure()).isEqualTo(Failure.TRANSPORT);
    }
  }

  @Nested
  class APeerWithTls {
    @TempDir Path dir;
    SelfSigned identity;

    @BeforeEach
    void start() throws Exception {
      identity = new SelfSigned(dir);
      bench = new EdgeBench(kit, identity.settings());
    }

    static void write(Socket socket, String message) throws IOException {
      socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    static String read(Socket socket) throws IOException {
      var text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        assertThat(next).as("end of stream after " + text).isNotNegative();
        text.append((char) next);
      }
      int length = Integer.parseInt(Peer.header(text.toString(), "Content-Length"));
      return text + new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void callsAndIsCalledBackOverItsConnection() throws Exception {
      try (Socket peer =
          identity.peer().getSocketFactory().createSocket("127.0.0.1", port(Transport.TLS))) {
        peer.setSoTimeout(10_000);
        String via = "TLS 127.0.0.1:" + peer.getLocalPort() + ";rport";
        String contact = "sip:al@127.0.0.1:" + peer.getLocalPort() + ";transport=tls";
        write(peer, request("INVITE", "sip:us@127.0.0.1", via, contact, ""));
        var invited = bench.next(Invited.class);
        assertThat(read(peer)).startsWith("SIP/2.0 100 ");
        bench.respond(invited.transaction(), 200, SDP);
        assertThat(Peer.header(read(peer), "Contact"))
            .isEqualTo("<sip:127.0.0.1:" + port(Transport.TLS) + ";transport=tls>");

        PeerAddress source = invited.invitation().source();
        bench.edge.tell(bench.send("bye", "BYE", 2, dialog("al", contact, source)));
        assertThat(read(peer)).startsWith("BYE " + contact);
      }
    }

    @Test
    void thatAskedForSipsGetsASipsContact() throws Exception {
      try (Socket peer =
          identity.peer().getSocketFactory().createSocket("127.0.0.1", port(Transport.TLS))) {
        peer.setSoTimeout(10_000);
        String contact = "sips:al@127.0.0.1:" + peer.getLocalPort();
        String via = "TLS 127.0.0.1:" + peer.getLocalPort();
        write(peer, request("INVITE", "sips:us@127.0.0.1", via, contact, ""));
        bench.respond(bench.next(Invited.class).transaction(), 200, SDP);
        read(peer);
        String ok = read(peer);
        assertThat(Peer.header(ok, "Contact"))
            .isEqualTo("<sips:127.0.0.1:" + port(Transport.TLS) + ">");

        write(peer, request("BYE", "sips:us@127.0.0.1", via, contact, Peer.toTag(ok)));
        bench.next(Requested.class);
      }
    }

    @Test
    void isCalledByASipsUri() throws Exception {
      try (ServerSocket server =
          identity
              .peer()
              .getServerSocketFactory()
              .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
        String bob = "sips:bob@127.0.0.1:" + server.getLocalPort();
        bench.edge.tell(bench.send("call", "INVITE", 1, dialog("", bob, null)));
        try (Socket peer = server.accept()) {
          peer.setSoTimeout(10_000);
          String invite = read(peer);
          assertThat(invite).startsWith("INVITE " + bob + " SIP/2.0");
          assertThat(Peer.header(invite, "Via"))
              .startsWith("SIP/2.0/TLS 127.0.0.1:" + port(Transport.TLS) + ";");
          assertThat(Peer.header(invite, "Contact"))
              .isEqualTo("<sips:127.0.0.1:" + port(Transport.TLS) + ">");
          write(peer, ok(invite, bob));
          assertThat(bench.next(Responded.class).response().status()).isEqualTo(200);
        }
      }
    }

    @Test
    void isNotCalledWhenItsCertificateNamesAnother() throws Exception {
      try (ServerSocket server =
          identity
              .peer()
              .getServerSocketFactory()
              .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
        String bob = "sips:bob@localhost:" + server.getLocalPort();
        bench.edge.tell(bench.send("call", "INVITE", 1, dialog("", bob, null)));
        try (Socket peer = server.accept()) {
          peer.setSoTimeout(10_000);
          assertThat(SelfSigned.isCutOff(peer)).isTrue();
        }
        assertThat(bench.next(Unanswered.class).failure()).isEqualTo(Failure.TRANSPORT);
      }
    }
  }
}
