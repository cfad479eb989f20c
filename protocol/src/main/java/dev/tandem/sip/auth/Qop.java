package dev.tandem.sip.auth;

import java.util.Optional;

/// What a digest protects (RFC 7616 §3.4).
public enum Qop {
  AUTH("auth"),
  /// The body too.
  AUTH_INT("auth-int");

  private final String token;

  Qop(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  static Optional<Qop> of(String text) {
    for (Qop qop : values()) {
      if (qop.token.equalsIgnoreCase(text)) {
        return Optional.of(qop);
      }
    }
    return Optional.empty();
  }
}
