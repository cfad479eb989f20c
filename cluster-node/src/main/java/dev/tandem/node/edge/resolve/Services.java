package dev.tandem.node.edge.resolve;

import dev.tandem.sip.transport.Transport;
import java.util.Locale;
import java.util.Optional;

/// What the domain name system calls our transports (RFC 3263 §4.1, §4.2).
public final class Services {
  private Services() {}

  /// The transport of a NAPTR service, empty when it is none of ours.
  static Optional<Transport> offered(String service) {
    return switch (service.toUpperCase(Locale.ROOT)) {
      case "SIP+D2U" -> Optional.of(Transport.UDP);
      case "SIP+D2T" -> Optional.of(Transport.TCP);
      case "SIPS+D2T" -> Optional.of(Transport.TLS);
      default -> Optional.empty();
    };
  }

  /// Whether a server can be found that speaks it: nobody can be called by WebSocket (RFC 7118).
  public static boolean isOffered(Transport transport) {
    return !transport.webSocket();
  }

  /// Owner of the SRV records of that transport.
  static String serviceName(Transport transport, String domain) {
    return (transport.secure() ? "_sips._tcp." : "_sip._" + transport.parameter() + ".") + domain;
  }
}
