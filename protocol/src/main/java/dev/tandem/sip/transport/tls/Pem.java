package dev.tandem.sip.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads PEM files (RFC 7468). What cannot be used is an exception whose message is for operators.
final class Pem {
  /// Ends up as a [TlsProblem].
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final int LARGEST = 1 << 20;
  private static final String CONVERT =
      "; convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW";

  private record Block(String label, byte[] bytes) {}

  private Pem() {}

  /// At least one.
  static List<X509Certificate> certificates(String file) throws Unreadable {
    var found = new ArrayList<X509Certificate>();
    for (Block block : blocks(file)) {
      if (block.label.equals("CERTIFICATE")) {
        found.add(certificate(file, block.bytes));
      }
    }
    if (found.isEmpty()) {
      throw new Unreadable(
          file + " holds no certificate; it must begin: -----BEGIN CERTIFICATE-----");
    }
    return found;
  }

  private static X509Certificate certificate(String file, byte[] der) throws Unreadable {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new Unreadable(file + " holds a certificate that cannot be read: " + e.getMessage());
    }
  }

  /// @param algorithm of the public key it belongs to
  static PrivateKey key(String file, String algorithm) throws Unreadable {
    for (Block block : blocks(file)) {
      switch (block.label) {
        case "PRIVATE KEY" -> {
          return key(file, algorithm, block.bytes);
        }
        case "ENCRYPTED PRIVATE KEY" ->
            throw new Unreadable(file + " is locked by a passphrase" + CONVERT);
        case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
            throw new Unreadable(file + " is not PKCS #8" + CONVERT);
        default -> {} // certificates and parameters may stand in the same file
      }
    }
    throw new Unreadable(file + " holds no key; it must have: -----BEGIN PRIVATE KEY-----");
  }

  private static PrivateKey key(String file, String algorithm, byte[] der) throws Unreadable {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException _) {
      throw new Unreadable(
          file
              + " does not belong to the certificate, whose key is "
              + algorithm
              + "; give the key it was made with");
    }
  }

  private static List<Block> blocks(String file) throws Unreadable {
    var found = new ArrayList<Block>();
    Matcher matcher = BLOCK.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    while (matcher.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        found.add(new Block(matcher.group(1), der));
      } catch (IllegalArgumentException _) {
        throw new Unreadable(file + " is damaged: a block in it is not Base64");
      }
    }
    return found;
  }

  static byte[] bytes(String file) throws Unreadable {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      throw new Unreadable("there is no file " + file + "; give the path of a PEM file");
    }
    try {
      if (Files.size(path) > LARGEST) {
        throw new Unreadable(file + " is larger than 1 MiB, so it is no PEM file of ours");
      }
      return Files.readAllBytes(path);
    } catch (IOException _) {
      throw new Unreadable(file + " cannot be read; give this user the right to");
    }
  }
}
