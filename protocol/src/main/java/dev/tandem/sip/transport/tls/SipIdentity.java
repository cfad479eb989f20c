package dev.tandem.sip.transport.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Which SIP domains a certificate speaks for (RFC 5922 §7): `sip:` URIs without a user and DNS
/// names among its alternative names, compared whole and never by wildcard. Beyond the RFC an
/// address counts where a numeric host was asked for: phones and trunks are often set up that way.
public final class SipIdentity {
  private static final int DNS_NAME = 2; // this and the next two as in RFC 5280 §4.2.1.6
  private static final int URI = 6;
  private static final int IP_ADDRESS = 7;

  private SipIdentity() {}

  /// @param chain the peer's own certificate first
  public static boolean proves(Certificate[] chain, String domain) {
    return chain.length > 0
        && chain[0] instanceof X509Certificate certificate
        && proves(certificate, domain);
  }

  static boolean proves(X509Certificate certificate, String domain) {
    String wanted = normal(domain);
    return names(certificate).stream().anyMatch(name -> matches(name, wanted));
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      return Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
    } catch (CertificateParsingException _) {
      return List.of(); // nobody
    }
  }

  private static boolean matches(List<?> name, String wanted) {
    String value = String.valueOf(name.get(1));
    return switch ((Integer) name.get(0)) {
      case DNS_NAME -> normal(value).equals(wanted);
      case URI -> normal(domainOf(value)).equals(wanted);
      case IP_ADDRESS -> isSameAddress(value, wanted);
      default -> false; // numbers of an open list
    };
  }

  /// Empty when it is no `sip:` URI or names a user: that one speaks for himself only.
  private static String domainOf(String uri) {
    boolean sip = uri.regionMatches(true, 0, "sip:", 0, 4);
    String rest = sip ? uri.substring(4) : "";
    int end = rest.indexOf(';');
    String domain = end < 0 ? rest : rest.substring(0, end);
    return domain.indexOf('@') >= 0 ? "" : domain;
  }

  private static boolean isSameAddress(String one, String other) {
    byte[] a = NetUtil.createByteArrayFromIpAddressString(one);
    byte[] b = NetUtil.createByteArrayFromIpAddressString(other);
    try {
      return a != null
          && b != null
          && Arrays.equals(
              InetAddress.getByAddress(a).getAddress(), InetAddress.getByAddress(b).getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a numeric address has 4 or 16 bytes", e);
    }
  }

  private static String normal(String domain) {
    String lower = domain.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
