package dev.tandem.sip.transport.tls;

import dev.tandem.sip.transport.tls.TlsSettings.Clients;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// What the PEM files hold, checked: a key that fits its certificate, nothing expired.
///
/// @param servers whom we trust when we call
/// @param clients whom we trust when we are called, null when nobody is asked
record Material(
    List<X509Certificate> chain,
    PrivateKey key,
    X509ExtendedTrustManager servers,
    @Nullable X509ExtendedTrustManager clients) {

  sealed interface Loaded {
    record Usable(Material material) implements Loaded {}

    record Unusable(List<TlsProblem> problems) implements Loaded {}
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws Pem.Unreadable;
  }

  static Loaded load(TlsSettings settings) {
    TlsSettings.Files files = settings.files();
    var problems = new ArrayList<TlsProblem>();
    List<X509Certificate> chain =
        attempt("certificate", problems, () -> chain(files.certificate()));
    PrivateKey key =
        chain == null ? null : attempt("key", problems, () -> key(files.key(), chain.getFirst()));
    X509ExtendedTrustManager servers = attempt("ca", problems, () -> trust(files.ca()));
    X509ExtendedTrustManager clients =
        settings.clients() == Clients.NONE
            ? null
            : attempt("client-ca", problems, () -> clientTrust(files.clientCa()));
    return chain == null || key == null || servers == null || !problems.isEmpty()
        ? new Loaded.Unusable(problems)
        : new Loaded.Usable(new Material(chain, key, servers, clients));
  }

  private static <T> @Nullable T attempt(
      String key, List<TlsProblem> problems, Reading<T> reading) {
    try {
      return reading.read();
    } catch (Pem.Unreadable e) {
      problems.add(new TlsProblem(key, Objects.requireNonNull(e.getMessage())));
      return null;
    }
  }

  private static List<X509Certificate> chain(String file) throws Pem.Unreadable {
    if (file.isEmpty()) {
      throw new Pem.Unreadable("is needed for tls and wss; give the PEM file of the certificate");
    }
    List<X509Certificate> chain = Pem.certificates(file);
    for (int i = 0; i < chain.size(); i++) {
      checkDates(file + ": certificate " + (i + 1) + " in it", chain.get(i));
    }
    return chain;
  }

  private static void checkDates(String which, X509Certificate certificate) throws Pem.Unreadable {
    try {
      certificate.checkValidity();
    } catch (CertificateExpiredException _) {
      throw new Pem.Unreadable(
          which + " expired at " + certificate.getNotAfter().toInstant() + "; renew it");
    } catch (CertificateNotYetValidException _) {
      throw new Pem.Unreadable(
          which
              + " is not valid before "
              + certificate.getNotBefore().toInstant()
              + "; look at this machine's clock");
    }
  }

  private static PrivateKey key(String file, X509Certificate certificate) throws Pem.Unreadable {
    if (file.isEmpty()) {
      throw new Pem.Unreadable("is needed for tls and wss; give the PEM file of the key");
    }
    PublicKey other = certificate.getPublicKey();
    PrivateKey key = Pem.key(file, other.getAlgorithm());
    if (!fits(key, other)) {
      throw new Pem.Unreadable(
          file + " does not belong to the certificate; give the key it was made with");
    }
    return key;
  }

  private static boolean fits(PrivateKey key, PublicKey other) {
    try {
      byte[] sample = "whose key is this".getBytes(StandardCharsets.US_ASCII);
      Signature signing = Signature.getInstance(signature(key.getAlgorithm()));
      signing.initSign(key);
      signing.update(sample);
      byte[] signed = signing.sign();
      signing.initVerify(other);
      signing.update(sample);
      return signing.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static String signature(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm; // EdDSA; what is none fails there
    };
  }

  private static X509ExtendedTrustManager clientTrust(String file) throws Pem.Unreadable {
    if (file.isEmpty()) {
      throw new Pem.Unreadable(
          "is needed when clients are asked for certificates; give the PEM file of their issuer");
    }
    return trust(file);
  }

  /// @param file empty for the JDK's own roots
  private static X509ExtendedTrustManager trust(String file) throws Pem.Unreadable {
    try {
      KeyStore roots = null;
      if (!file.isEmpty()) {
        roots = KeyStore.getInstance(KeyStore.getDefaultType());
        roots.load(null, null);
        for (X509Certificate certificate : Pem.certificates(file)) {
          roots.setCertificateEntry("ca" + roots.size(), certificate);
        }
      }
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(roots);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("the JDK has no PKIX trust manager");
    } catch (GeneralSecurityException | IOException e) {
      throw new Pem.Unreadable(
          (file.isEmpty() ? "the JDK's roots" : file) + " cannot be used: " + e.getMessage());
    }
  }
}
