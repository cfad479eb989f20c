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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Against the JDK's own TLS sockets.
@Timeout(60)
class TlsTest {
  @TempDir static Path dir;

  @SuppressWarnings("NullAway.Init") // before all
  static Pki pki;

  final Inbox inbox = new Inbox();
  final TransportCounters counters = new TransportCounters();
  final LinkedBlockingQueue<String> failures = new LinkedBlockingQueue<>();
  final ArrayList<AutoCloseable> open = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // each test binds first
  SipTransports transports;

  @BeforeAll
  static void makeCertificates() {
    pki =
        new Pki(dir)
            .sign("us", "dns:us.example")
            .sign("new", "dns:new.example")
            .sign("uri", "uri:sip:peer.example")
            .sign("dns", "dns:Peer.Example")
            .sign("ip", "ip:127.0.0.1")
            .sign("other", "dns:other.example,uri:sip:bob@peer.example,dns:*.example")
            .signExpired("old", "dns:us.example");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable it : open) {
      it.close();
    }
  }

  static TransportSettings settings(String more) {
    return TransportSettings.from(
            ConfigFactory.parseString(
                    """
                    tandem.sip.transport {
                      transports = [udp, tcp, tls]
                      tls { certificate = %s, key = %s, ca = %s, reload-every = 20ms }
                      %s
                    }
                    """
                        .formatted(
                            pki.quoted("us.pem"), pki.quoted("us.key"), pki.quoted("ca.pem"), more))
                .withFallback(ConfigFactory.load())
                .resolve())
        .withPort(0);
  }

  void bind(String more) {
    transports = SipTransports.bind(settings(more), inbox, counters);
    open.addFirst(transports);
  }

  InetSocketAddress address() {
    return transports.listeners().stream()
        .filter(it -> it.transport() == Transport.TLS)
        .findFirst()
        .orElseThrow()
        .address();
  }

  SSLSocket connect(String alias) throws IOException {
    var address = address();
    var socket =
        (SSLSocket)
            pki.peer(alias)
                .getSocketFactory()
                .createSocket(address.getAddress(), address.getPort());
    open.add(socket);
    socket.setSoTimeout(10_000);
    return socket;
  }

  Socket plain() throws IOException {
    var socket = new Socket(address().getAddress(), address().getPort());
    open.add(socket);
    socket.setSoTimeout(10_000);
    return socket;
  }

  SSLServerSocket serve(String alias) throws IOException {
    var server = (SSLServerSocket) pki.peer(alias).getServerSocketFactory().createServerSocket();
    open.add(server);
    server.bind(new InetSocketAddress("127.0.0.1", 0));
    return server;
  }

  void send(SSLServerSocket to, String domain, String message) {
    var address = (InetSocketAddress) to.getLocalSocketAddress();
    transports.send(Transport.TLS, address, domain, bytes(message), failures::add);
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(bytes(text));
    socket.getOutputStream().flush();
  }

  static String read(Socket socket, int bytes) throws IOException {
    return text(socket.getInputStream().readNBytes(bytes));
  }

  static String nameShownTo(SSLSocket socket) throws IOException {
    socket.startHandshake();
    var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + ", counters " + counters.all()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(2); // polling, with the limit above
    }
  }

  @Nested
  class AnAcceptedConnection {
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void carriesMessagesBothWays(String protocol) throws Exception {
      bind("");
      SSLSocket peer = connect("");
      peer.setEnabledProtocols(new String[] {protocol});
      String large = options("large", "b".repeat(20_000));
      write(peer, large);
      Inbox.Arrived arrived = inbox.next();

      assertThat(arrived.text()).isEqualTo(large);
      assertThat(arrived.thread()).isEqualTo("sip-loop");
      assertThat(arrived.flow().transport()).isEqualTo(Transport.TLS);
      assertThat(peer.getSession().getProtocol()).isEqualTo(protocol);

      arrived.flow().send(bytes(large));
      assertThat(read(peer, large.length())).isEqualTo(large);
    }

    @Test
    void answersAPingWithAPong() throws Exception {
      bind("");
      SSLSocket peer = connect("");
      write(peer, "\r\n\r\n");
      assertThat(read(peer, 2)).isEqualTo("\r\n");
    }

    @Test
    void isAnsweredBeforeItIsClosedForBadFraming() throws Exception {
      bind("");
      SSLSocket peer = connect("");
      write(peer, options("1", "").replace("Length: 0", "Length: 2000000000"));
      assertThat(text(peer.getInputStream().readAllBytes())).startsWith("SIP/2.0 413");
    }

    @Test
    void isClosedWhenItSpeaksInTheClearAndNotQuoted() throws Exception {
      var log = LogOf.type(TransportCounters.class);
      open.add(log);
      bind("");
      Socket peer = plain();
      write(peer, options("1", ""));
      assertThat(SipTransportsTest.isClosedByPeer(peer) || peer.isClosed()).isTrue();
      await("told", () -> log.text().contains("(not TLS)"));
      assertThat(counters.of(Kind.TLS_HANDSHAKE_FAILED)).isEqualTo(1);
      assertThat(log.text()).doesNotContain("4f5054494f4e53"); // OPTIONS
      assertThat(inbox.messages).isEmpty();
    }

    @Test
    void isClosedWhenItsHandshakeTakesTooLong() throws Exception {
      bind("tls.handshake-within = 50ms");
      assertThat(SipTransportsTest.isClosedByPeer(plain())).isTrue();
      await("told", () -> counters.of(Kind.TLS_HANDSHAKE_FAILED) == 1);
    }

    @Test
    void isRefusedWhileTooManyShakeHands() throws Exception {
      bind("tls.max-handshakes = 2");
      Socket first = plain();
      plain();
      await("two", () -> counters.of(Kind.TCP_ACCEPTED) == 2);
      assertThat(SipTransportsTest.isClosedByPeer(plain())).isTrue();
      assertThat(counters.of(Kind.TLS_TOO_MANY_HANDSHAKES)).isEqualTo(1);

      first.close();
      inbox.nextClosed();
      write(connect(""), options("1", ""));
      inbox.next();
    }
  }

  @Nested
  class AClientsCertificate {
    String ask(String how) {
      return "tls { client-certificate = " + how + ", client-ca = " + pki.quoted("ca.pem") + " }";
    }

    @Test
    void isDemanded() throws Exception {
      bind(ask("required"));
      SSLSocket peer = connect("");
      assertThatThrownBy(
              () -> {
                write(peer, options("1", ""));
                read(peer, 1);
              })
          .isInstanceOf(IOException.class);
      assertThat(inbox.messages).isEmpty();

      write(connect("dns"), options("2", ""));
      assertThat(inbox.next().flow().proves("peer.example")).isTrue();
    }

    @Test
    void mayBeLeftOutWhereItIsOnlyWanted() throws Exception {
      bind(ask("wanted"));
      write(connect(""), options("1", ""));
      assertThat(inbox.next().flow().proves("peer.example")).isFalse();
      write(connect("uri"), options("2", ""));
      Flow flow = inbox.next().flow();
      assertThat(flow.proves("peer.example")).isTrue();
      assertThat(flow.proves("us.example")).isFalse();
    }

    @Test
    void isRefusedFromAStranger(@TempDir Path elsewhere) throws Exception {
      bind(ask("wanted"));
      Pki strangers = new Pki(elsewhere).sign("dns", "dns:peer.example");
      SSLSocket peer =
          (SSLSocket)
              strangers
                  .peerTrusting("dns", pki)
                  .getSocketFactory()
                  .createSocket(address().getAddress(), address().getPort());
      open.add(peer);
      assertThatThrownBy(
              () -> {
                write(peer, options("1", ""));
                read(peer, 1);
              })
          .isInstanceOf(IOException.class);
      assertThat(inbox.messages).isEmpty();
    }
  }

  @Nested
  class AReusedConnection {
    final String wanted =
        "tls { client-certificate = wanted, client-ca = " + pki.quoted("ca.pem") + " }";

    /// Where nobody listens.
    InetSocketAddress alias(Flow flow, int port) {
      transports.loop().submit(() -> flow.reuseAt(port)).awaitUninterruptibly();
      return new InetSocketAddress("127.0.0.1", port);
    }

    int freePort() throws IOException {
      try (var probe = new java.net.ServerSocket(0)) {
        return probe.getLocalPort();
      }
    }

    @Test
    void takesRequestsForTheDomainsOfItsCertificateOnly() throws Exception {
      bind(wanted);
      SSLSocket peer = connect("dns");
      write(peer, options("1", ""));
      InetSocketAddress to = alias(inbox.next().flow(), freePort());

      transports.send(Transport.TLS, to, "peer.example", bytes("mine"), failures::add);
      assertThat(read(peer, 4)).isEqualTo("mine");
      transports.send(Transport.TLS, to, "other.example", bytes("x"), failures::add);
      assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("refused");

      peer.close();
      inbox.nextClosed();
      transports.send(Transport.TLS, to, "peer.example", bytes("x"), failures::add);
      assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("refused");
    }

    @Test
    void isNotThereWithoutACertificate() throws Exception {
      bind(wanted);
      write(connect(""), options("1", ""));
      Flow flow = inbox.next().flow();
      InetSocketAddress to = alias(flow, freePort());
      assertThat(flow.alias()).isNull();
      transports.send(Transport.TLS, to, "peer.example", bytes("x"), failures::add);
      assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("refused");
    }

    @Test
    void hasOneOtherPortAndNoMore() throws Exception {
      bind(wanted);
      write(connect("dns"), options("1", ""));
      Flow flow = inbox.next().flow();
      InetSocketAddress first = alias(flow, 5061);
      alias(flow, 5062);
      assertThat(flow.alias()).isEqualTo(first);
    }
  }

  @Nested
  class ACalledServer {
    @ParameterizedTest
    @CsvSource({"uri,peer.example", "dns,peer.example", "dns,PEER.example.", "ip,127.0.0.1"})
    void isSpokenToWhenItsCertificateNamesItsDomain(String alias, String domain) throws Exception {
      bind("");
      SSLServerSocket server = serve(alias);
      send(server, domain, options("1", ""));
      send(server, domain, options("2", ""));
      try (var peer = (SSLSocket) server.accept()) {
        peer.setSoTimeout(10_000);
        int length = options("1", "").length();
        assertThat(read(peer, length)).isEqualTo(options("1", ""));
        assertThat(read(peer, length)).isEqualTo(options("2", ""));
        write(peer, options("3", ""));
        assertThat(inbox.next().flow().proves(domain)).isTrue();
      }
      assertThat(counters.of(Kind.TCP_CONNECTED)).isEqualTo(1);
      assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"other,peer.example", "uri,other.example", "dns,127.0.0.1", "ip,127.0.0.2"})
    void isToldNothingWhenItsCertificateNamesAnother(String alias, String domain) throws Exception {
      bind("");
      SSLServerSocket server = serve(alias);
      send(server, domain, options("1", ""));
      try (var peer = (SSLSocket) server.accept()) {
        peer.setSoTimeout(10_000);
        assertThatThrownBy(
                () -> {
                  if (peer.getInputStream().read() < 0) {
                    throw new IOException("closed");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("does not name");
      inbox.nextClosed();
      assertThat(counters.of(Kind.TLS_HANDSHAKE_FAILED)).isEqualTo(1);
    }

    @Test
    void isNotTrustedWithoutARootOfOurs() throws Exception {
      bind("tls.ca = \"\""); // the JDK's roots
      SSLServerSocket server = serve("uri");
      send(server, "peer.example", options("1", ""));
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(() -> {
            try (var peer = (SSLSocket) server.accept()) {
              peer.startHandshake();
              throw new IllegalStateException("shook hands");
            } catch (IOException _) {
              // as it should be
            }
          });
      assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("PKIX");
      served.get(10, TimeUnit.SECONDS);
    }

    @Test
    void isCalledAgainForAnotherDomainAtTheSameAddress() throws Exception {
      bind("");
      SSLServerSocket server = serve("uri");
      send(server, "peer.example", options("1", ""));
      try (var peer = (SSLSocket) server.accept()) {
        read(peer, options("1", "").length());
        send(server, "other.example", options("2", ""));
        try (var second = (SSLSocket) server.accept()) {
          assertThatThrownBy(second::startHandshake).isInstanceOf(IOException.class);
        } catch (IOException _) {
          // closing what has failed
        }
        assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("does not name");
        send(server, "peer.example", options("3", ""));
        assertThat(read(peer, options("3", "").length())).isEqualTo(options("3", ""));
      }
    }

    @Test
    void isNeverCalledWithoutADomain() throws Exception {
      bind("");
      transports.send(
          Transport.TLS, new InetSocketAddress("127.0.0.1", 9), bytes("x"), failures::add);
      assertThat(failures.poll(10, TimeUnit.SECONDS)).startsWith("no tls connection to ");
      assertThat(counters.of(Kind.TCP_NO_CONNECTION)).isEqualTo(1);
    }

    @Test
    void isGivenUpWhenItNeverShakesHands() throws Exception {
      bind("tls.handshake-within = 50ms");
      try (var server = new java.net.ServerSocket()) {
        server.bind(new InetSocketAddress("127.0.0.1", 0));
        var to = (InetSocketAddress) server.getLocalSocketAddress();
        transports.send(Transport.TLS, to, "peer.example", bytes("x"), failures::add);
        assertThat(failures.poll(10, TimeUnit.SECONDS)).contains("handshake timed out");
      }
    }
  }

  @Nested
  class ReplacedFiles {
    final Path certificate = dir.resolve("live.pem");
    final Path key = dir.resolve("live.key");

    void put(String alias) throws IOException {
      Files.copy(pki.file(alias + ".key"), key, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(pki.file(alias + ".pem"), certificate, StandardCopyOption.REPLACE_EXISTING);
    }

    void bindLive() throws IOException {
      put("us");
      bind("tls { certificate = \"" + certificate + "\", key = \"" + key + "\" }");
    }

    boolean shows(String alias) {
      try (SSLSocket peer = connect("")) {
        return nameShownTo(peer).equals("CN=" + alias);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Test
    void serveTheNextHandshakeAndLeaveOpenConnectionsAlone() throws Exception {
      bindLive();
      SSLSocket before = connect("");
      assertThat(nameShownTo(before)).isEqualTo("CN=us");
      put("new");
      await("the new certificate", () -> shows("new"));

      write(before, options("1", ""));
      inbox.next();
    }

    @Test
    void areIgnoredWhileTheyAreBroken() throws Exception {
      bindLive();
      var log = LogOf.type(dev.tandem.sip.transport.tls.TlsContexts.class);
      open.add(log);
      Files.writeString(
          certificate, "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n");
      await("told", () -> log.text().contains("the old stay"));
      assertThat(shows("us")).isTrue();

      put("old");
      await("told", () -> log.text().contains("expired at"));
      assertThat(shows("us")).isTrue();

      put("new");
      await("the new certificate", () -> shows("new"));
    }
  }

  @Nested
  class AtStart {
    String problem(String tls) {
      try {
        settings("tls { " + tls + " }");
        return "nothing";
      } catch (dev.tandem.config.InvalidSettings e) {
        return String.valueOf(e.getMessage());
      }
    }

    @Test
    void aMissingFileIsTold() {
      assertThat(problem("certificate = /nowhere/c.pem, key = /nowhere/k.pem, ca = /nowhere/a.pem"))
          .contains("tandem.sip.transport.tls.certificate (")
          .contains("there is no file /nowhere/c.pem; give the path of a PEM file")
          .contains("tandem.sip.transport.tls.ca (")
          .contains("/nowhere/a.pem");
      assertThat(problem("key = /nowhere/k.pem"))
          .contains("tandem.sip.transport.tls.key (")
          .contains("there is no file /nowhere/k.pem");
    }

    @Test
    void anAbsentSettingIsTold() {
      assertThat(problem("certificate = \"\"")).contains("is needed for tls");
      assertThat(problem("key = \"\"")).contains("is needed for tls");
      assertThat(problem("client-certificate = wanted"))
          .contains("tls.client-ca (")
          .contains("is needed when clients are asked");
      assertThat(problem("client-certificate = sometimes"))
          .contains("knows none, wanted and required, not sometimes");
      assertThat(problem("protocols = [SSLv3]")).contains("knows TLSv1.2 and TLSv1.3");
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() {
      assertThat(problem("key = " + pki.quoted("new.key")))
          .contains("new.key does not belong to the certificate; give the key it was made with");
    }

    @Test
    void anExpiredCertificateIsTold() {
      assertThat(
              problem(
                  "certificate = " + pki.quoted("old.pem") + ", key = " + pki.quoted("old.key")))
          .contains("old.pem: certificate 1 in it expired at ")
          .contains("renew it");
    }

    @Test
    void aFileOfAnotherKindIsTold() throws Exception {
      Path locked =
          Files.writeString(
              dir.resolve("locked.key"),
              "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
      assertThat(problem("key = \"" + locked + "\""))
          .contains("is locked by a passphrase; convert");
      Path old =
          Files.writeString(
              dir.resolve("pkcs1.key"),
              "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
      assertThat(problem("key = \"" + old + "\"")).contains("is not PKCS #8; convert it: openssl");
      assertThat(problem("certificate = " + pki.quoted("us.key"))).contains("holds no certificate");
      assertThat(problem("key = " + pki.quoted("us.pem"))).contains("holds no key");
    }
  }
}
