package dev.tandem.sip.transport;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A SIP transport (RFC 3261 §18, RFC 7118).
public enum Transport {
  UDP,
  TCP,
  TLS,
  /// WebSocket. Its clients cannot be connected to: what is for them goes over their connection.
  WS,
  /// WebSocket over TLS.
  WSS;

  /// @param name as in a Via or a `transport=` parameter, in any case
  /// @return null for one we do not know
  public static @Nullable Transport named(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "UDP" -> UDP;
      case "TCP" -> TCP;
      case "TLS" -> TLS;
      case "WS" -> WS;
      case "WSS" -> WSS;
      default -> null; // a text from outside
    };
  }

  /// Whether the transport delivers by itself, so that no request or response is repeated on it.
  public boolean reliable() {
    return this != UDP;
  }

  /// Whether TLS protects it, as a `sips:` URI demands.
  public boolean secure() {
    return this == TLS || this == WSS;
  }

  public boolean webSocket() {
    return this == WS || this == WSS;
  }

  /// Where a URI without a port leads (RFC 3261 §19.1.2, RFC 7118 §5.4).
  public int defaultPort() {
    return switch (this) {
      case UDP, TCP -> 5060;
      case TLS -> 5061;
      case WS -> 80;
      case WSS -> 443;
    };
  }

  /// As in metrics, settings and addresses: `udp`, `wss`.
  public String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// As in the `transport=` of a URI, where `ws` stands for both (RFC 7118 §5.2).
  public String uriParameter() {
    return this == WSS ? "ws" : parameter();
  }
}
