package dev.tandem.node.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// An authority of our own and what it says of this machine: `127.0.0.1` and `localhost`. PEM
/// files.
record Certificates(Path authority, Path chain, Path key) {
  private static final char[] SECRET = "secret".toCharArray();

  static Certificates in(Path dir) throws Exception {
    keytool(
        dir,
        "-genkeypair -alias ca -dname CN=our-authority -keyalg EC -groupname secp256r1 -ext bc:c");
    keytool(dir, "-genkeypair -alias node -dname CN=localhost -keyalg EC -groupname secp256r1");
    keytool(dir, "-certreq -alias node -file node.csr");
    keytool(
        dir,
        "-gencert -alias ca -infile node.csr -outfile node.crt -ext SAN=ip:127.0.0.1,dns:localhost");
    keytool(dir, "-importcert -noprompt -alias node -file node.crt");
    KeyStore keys = KeyStore.getInstance(dir.resolve("store.p12").toFile(), SECRET);
    Key key = keys.getKey("node", SECRET);
    return new Certificates(
        pem(dir.resolve("ca.pem"), "CERTIFICATE", List.of(keys.getCertificate("ca").getEncoded())),
        pem(dir.resolve("chain.pem"), "CERTIFICATE", encoded(keys.getCertificateChain("node"))),
        pem(dir.resolve("key.pem"), "PRIVATE KEY", List.of(key.getEncoded())));
  }

  /// Of a node that shows them.
  List<String> options() {
    return List.of("--tls-certificate", chain.toString(), "--tls-key", key.toString());
  }

  private static List<byte[]> encoded(Certificate[] chain) throws GeneralSecurityException {
    var all = new ArrayList<byte[]>();
    for (Certificate certificate : chain) {
      all.add(certificate.getEncoded());
    }
    return all;
  }

  private static void keytool(Path dir, String options) throws Exception {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(options.split(" ")));
    line.addAll(List.of("-storepass", "secret", "-keystore", "store.p12"));
    if (!options.startsWith("-certreq") && !options.startsWith("-importcert")) {
      line.addAll(List.of("-validity", "10"));
    }
    File out = dir.resolve("keytool.txt").toFile();
    int code =
        new ProcessBuilder(line)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out))
            .start()
            .waitFor();
    if (code != 0) {
      throw new AssertionError(options + ": " + Texts.of(out.toPath()));
    }
  }

  private static Path pem(Path file, String what, List<byte[]> all) throws IOException {
    var text = new StringBuilder();
    for (byte[] bytes : all) {
      text.append("-----BEGIN ").append(what).append("-----\n");
      text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
      text.append("\n-----END ").append(what).append("-----\n");
    }
    return Files.writeString(file, text);
  }
}
