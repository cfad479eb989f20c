package dev.tandem.node.edge.resolve;

import dev.tandem.sip.transport.Transport;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the domain name system calls our transports (RFC 3263 §4.1, §4.2).
public final class Services {
  private static final int PORT = 5060;
  private static final int SECURE_PORT = 5061;

  private Services() {}

  /// Of a `transport=` parameter.
  private static Optional<Transport> named(String parameter) {
    return Arrays.stream(Transport.values())
        .filter(it -> it.parameter().equalsIgnoreCase(parameter))
        .findFirst();
  }

  /// The transport of a NAPTR service, empty when it is none of ours.
  static Optional<Transport> offered(String service) {
    return switch (service.toUpperCase(Locale.ROOT)) {
      case "SIP+D2U" -> named("udp");
      case "SIP+D2T" -> named("tcp");
      case "SIPS+D2T" -> named("tls");
      default -> Optional.empty();
    };
  }

  /// Whether a server can be found that speaks it: nobody can be called by WebSocket (RFC 7118).
  public static boolean isOffered(Transport transport) {
    return switch (transport.parameter()) {
      case "udp", "tcp", "tls" -> true;
      default -> false;
    };
  }

  /// Owner of the SRV records of that transport.
  static String serviceName(Transport transport, String domain) {
    return (isSecure(transport) ? "_sips._tcp." : "_sip._" + transport.parameter() + ".") + domain;
  }

  static int defaultPort(Transport transport) {
    return isSecure(transport) ? SECURE_PORT : PORT;
  }

  /// Whether a `sips:` URI may be reached by it.
  public static boolean isSecure(Transport transport) {
    return transport.parameter().equals("tls");
  }
}
