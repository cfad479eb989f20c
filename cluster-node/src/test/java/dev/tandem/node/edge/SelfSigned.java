package dev.tandem.node.edge;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// One certificate for 127.0.0.1 that both sides show and trust, made by the JDK's keytool.
@org.jspecify.annotations.NullUnmarked
final class SelfSigned {
  private static final char[] WORD = "changeit".toCharArray();

  private final Path certificate;
  private final Path key;
  private final KeyStore store;

  SelfSigned(Path dir) throws IOException, GeneralSecurityException, InterruptedException {
    Path file = dir.resolve("store.p12");
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                (tool
                        + " -genkeypair -alias me -keyalg EC -dname CN=me -ext san=ip:127.0.0.1"
                        + " -validity 30 -storepass changeit -keystore "
                        + file)
                    .split(" "))
            .start();
    if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
      throw new AssertionError("keytool made no certificate");
    }
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, WORD);
    }
    certificate = dir.resolve("me.pem");
    Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate("me").getEncoded()));
    key = dir.resolve("me.key");
    Files.writeString(key, pem("PRIVATE KEY", store.getKey("me", WORD).getEncoded()));
  }

  private static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  String settings() {
    return "tandem.sip.transport { transports = [udp, tcp, tls], tls-port = 0, tls { certificate = \""
        + certificate
        + "\", key = \""
        + key
        + "\", ca = \""
        + certificate
        + "\" } }";
  }

  /// Whether nothing but the end comes.
  static boolean isCutOff(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException e) {
      return !(e instanceof SocketTimeoutException);
    }
  }

  SSLContext peer() throws GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, WORD);
    var trusted = KeyStore.getInstance("PKCS12");
    try {
      trusted.load(null, null);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    trusted.setCertificateEntry("me", store.getCertificate("me"));
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
    return context;
  }
}
