package dev.tandem.sip.auth;

/// What makes each use of a nonce another one.
///
/// @param cnonce the client's own chance
/// @param nc how often the nonce was used, eight hexadecimal digits, the first time `00000001`
record Counted(Qop qop, String cnonce, String nc) {
  Counted {
    if (!isCount(nc)) {
      throw new IllegalArgumentException("nc must be eight hexadecimal digits, was " + nc);
    }
  }

  static Counted of(Qop qop, String cnonce, long count) {
    return new Counted(qop, cnonce, String.format("%08x", count));
  }

  static boolean isCount(String nc) {
    return nc.matches("[0-9a-fA-F]{8}");
  }

  long count() {
    return Long.parseLong(nc, 16);
  }
}
