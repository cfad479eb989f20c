package dev.tandem.sip.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Certificates made by the JDK's keytool in a directory of the test: one authority, and whom it
/// signs.
final class Pki {
  private static final String WORD = "changeit";

  final Path dir;

  /// @param dir empty
  Pki(Path dir) {
    this.dir = dir;
    keytool("ca", List.of("-ext", "bc:c", "-dname", "CN=Authority", "-validity", "30"));
    write(file("ca.pem"), pem("CERTIFICATE", encoded("ca")));
  }

  /// Makes `alias.pem`, `alias.key` and a place in the key store.
  ///
  /// @param names as keytool's `san=` takes them: `dns:example.com,uri:sip:example.com`
  Pki sign(String alias, String names) {
    return sign(alias, names, "-validity", "30");
  }

  Pki signExpired(String alias, String names) {
    return sign(alias, names, "-startdate", "-3d", "-validity", "1");
  }

  private Pki sign(String alias, String names, String... validity) {
    var more = new ArrayList<>(List.of("-signer", "ca", "-dname", "CN=" + alias));
    more.addAll(List.of("-ext", "san=" + names));
    more.addAll(List.of(validity));
    keytool(alias, more);
    write(file(alias + ".pem"), pem("CERTIFICATE", encoded(alias)));
    write(file(alias + ".key"), pem("PRIVATE KEY", key(alias).getEncoded()));
    return this;
  }

  Path file(String name) {
    return dir.resolve(name);
  }

  /// Text of a setting's value.
  String quoted(String name) {
    return '"' + file(name).toString() + '"';
  }

  /// Of a peer that trusts the authority.
  ///
  /// @param alias whose certificate it shows, empty for none
  SSLContext peer(String alias) {
    return peerTrusting(alias, this);
  }

  /// Of a peer that trusts the authority of others.
  SSLContext peerTrusting(String alias, Pki others) {
    try {
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", others.store().getCertificate("ca"));
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(
          alias.isEmpty() ? new KeyManager[0] : keys(alias),
          trust.getTrustManagers(),
          new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyManager[] keys(String alias) throws GeneralSecurityException, IOException {
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    Certificate[] chain = {store().getCertificate(alias), store().getCertificate("ca")};
    own.setKeyEntry(alias, key(alias), WORD.toCharArray(), chain);
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, WORD.toCharArray());
    return keys.getKeyManagers();
  }

  private byte[] encoded(String alias) {
    try {
      return store().getCertificate(alias).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private PrivateKey key(String alias) {
    try {
      return (PrivateKey) Objects.requireNonNull(store().getKey(alias, WORD.toCharArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore store() {
    try (InputStream in = Files.newInputStream(file("store.p12"))) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(in, WORD.toCharArray());
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(String alias, List<String> more) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file("store.p12").toString(),
                "-storepass",
                WORD,
                "-keyalg",
                "EC",
                "-alias",
                alias));
    command.addAll(more);
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(file("keytool.log").toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(Files.readString(file("keytool.log")));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
