package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Softphones people use: they register with a password and call each other.
@Tag("end-to-end")
@Timeout(90)
class SoftphonesTest {
  private static final int SECONDS = 5;

  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    Path dir = stage.folder("tls");
    certify(dir);
    node =
        stage.node(
            "--sip-transports",
            "udp,tcp,tls",
            "--tls-certificate",
            dir.resolve("certificate.pem").toString(),
            "--tls-key",
            dir.resolve("key.pem").toString(),
            "--set",
            "tandem.sip.transport.tls-port=0",
            // This baresip gives up at the first challenge that is not MD5.
            "--set",
            "tandem.edge.auth.algorithms=[MD5]",
            "--set",
            "tandem.users=[{ user = alice, password = a1 }, { user = bob, password = b1 }]",
            "--set",
            "tandem.routes=[{ user = \".*\", do = registered }]");
  }

  /// A certificate of its own for 127.0.0.1.
  private static void certify(Path dir) throws Exception {
    Path store = dir.resolve("store.p12");
    var line =
        "-genkeypair -keyalg RSA -dname CN=tandem -ext SAN=ip:127.0.0.1 -alias tandem"
            + " -storepass secret -validity 10 -keystore "
            + store;
    var command =
        Stream.concat(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Stream.of(line.split(" ")))
            .toList();
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    Key key = keys.getKey("tandem", "secret".toCharArray());
    pem(dir.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
    pem(dir.resolve("certificate.pem"), "CERTIFICATE", keys.getCertificate("tandem").getEncoded());
  }

  private static void pem(Path file, String what, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    String pem = "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    Files.writeString(file, pem);
  }

  private static Baresip phone(String name, String transport) throws Exception {
    Baresip phone = stage.keep(new Baresip(stage.folder(name)));
    stage.show(name, phone::evidence);
    return phone.registered(node.sip(transport), transport, name, name.charAt(0) + "1");
  }

  @ParameterizedTest
  @CsvSource({"tcp, udp", "udp, tcp", "tls, tls"})
  void theyRegisterAndTalk(String callers, String calleds) throws Exception {
    Baresip bob = phone("bob", calleds).answer(700, SECONDS + 4);
    Await.value(
        "bob is registered",
        () -> node.http().json("/api/v1/registrations").toString(),
        it -> it.contains("bob"));
    Baresip alice = phone("alice", callers);
    InetSocketAddress at = node.sip(callers);
    alice.call(at, "bob", 400, SECONDS);

    assertThat(clearSeconds(alice.recording(), 700)).isGreaterThanOrEqualTo(2);
    assertThat(clearSeconds(bob.recording(), 400)).isGreaterThanOrEqualTo(2);
    node.awaitQuiet();
  }

  private static long clearSeconds(short[] heard, int hz) {
    return Tones.seconds(heard).filter(it -> Tones.amplitude(it, hz) > 5_000).count();
  }
}
