package dev.tandem.sip.transport;

import java.util.Locale;

/// A SIP transport (RFC 3261 §18, RFC 7118).
public enum Transport {
  UDP(false),
  TCP(true);

  private final boolean reliable;

  Transport(boolean reliable) {
    this.reliable = reliable;
  }

  /// Whether the transport delivers by itself, so that no request or response is repeated on it.
  public boolean reliable() {
    return reliable;
  }

  /// As in a `transport=` parameter: `udp`, `tcp`.
  public String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }
}
