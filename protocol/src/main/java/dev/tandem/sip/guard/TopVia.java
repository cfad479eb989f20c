package dev.tandem.sip.guard;

import java.util.Locale;

/// The first value of the first Via (RFC 3261 §20.42).
///
/// @param start of the value in `bytes`
/// @param end behind it: at a comma or the header's end
/// @param sentBy slice of `host[:port]`, [Params#ABSENT] when the value is malformed
/// @param branch slice, or [Params#ABSENT]
/// @param rport slice, empty for a bare `;rport` (RFC 3581), or [Params#ABSENT]
@SuppressWarnings("ArrayRecordComponent") // a view of the bytes, compared nowhere
public record TopVia(byte[] bytes, int start, int end, long sentBy, long branch, long rport) {
  /// Marks a branch as unique (RFC 3261 §8.1.1.7).
  private static final String MAGIC_COOKIE = "z9hg4bk";

  private static final int DEFAULT_PORT = 5060;

  static TopVia of(byte[] bytes, int start, int headerEnd) {
    int end = firstComma(bytes, start, headerEnd);
    return new TopVia(
        bytes,
        start,
        end,
        sentBy(bytes, start, end),
        Params.find(bytes, start, end, "branch"),
        Params.find(bytes, start, end, "rport"));
  }

  public boolean isOk() {
    return sentBy != Params.ABSENT;
  }

  public boolean hasMagicCookie() {
    return branch >= 0
        && Params.end(branch) - Params.start(branch) > MAGIC_COOKIE.length()
        && Bytes.startsWithIgnoreCase(
            bytes, Params.start(branch), Params.end(branch), MAGIC_COOKIE);
  }

  public boolean hasRport() {
    return rport != Params.ABSENT;
  }

  /// Empty when there is none.
  public String branchText() {
    return branch < 0 ? "" : Bytes.text(bytes, Params.start(branch), Params.end(branch));
  }

  /// `host[:port]` in lower case, without blanks and leading zeros; empty when malformed.
  public String sentByText() {
    if (!isOk()) {
      return "";
    }
    int from = Params.start(sentBy);
    int to = hostEnd(bytes, from, Params.end(sentBy));
    String host = Bytes.text(bytes, from, Bytes.trimEnd(bytes, from, to)).toLowerCase(Locale.ROOT);
    return to < Params.end(sentBy) ? host + ":" + port() : host;
  }

  /// Without port; an IPv6 literal without brackets.
  String host() {
    int from = Params.start(sentBy);
    int to = hostEnd(bytes, from, Params.end(sentBy));
    return bytes[from] == '['
        ? Bytes.text(bytes, from + 1, to - 1)
        : Bytes.text(bytes, from, Bytes.trimEnd(bytes, from, to));
  }

  /// 5060 when sent-by names none, or none that can be.
  int port() {
    int colon = hostEnd(bytes, Params.start(sentBy), Params.end(sentBy));
    int port = 0;
    int first = Bytes.skipBlank(bytes, colon + 1, Params.end(sentBy));
    for (int i = first; i < Params.end(sentBy) && port <= 65535; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return DEFAULT_PORT;
      }
      port = port * 10 + digit;
    }
    return port >= 1 && port <= 65535 ? port : DEFAULT_PORT;
  }

  private static int hostEnd(byte[] bytes, int from, int to) {
    int i = from;
    if (i < to && bytes[i] == '[') {
      int close = Bytes.indexOf(bytes, i, to, ']');
      return close < 0 ? to : close + 1;
    }
    while (i < to && bytes[i] != ':') {
      i++;
    }
    return i;
  }

  private static int firstComma(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int past = Bytes.skipNested(bytes, i, to);
      if (past != i) {
        i = past;
      } else if (bytes[i] == ',') {
        return i;
      } else {
        i++;
      }
    }
    return to;
  }

  /// Behind `SIP / 2.0 / UDP`, blanks allowed around the slashes.
  private static long sentBy(byte[] bytes, int start, int end) {
    int i = start;
    for (int part = 0; part < 3; part++) {
      int tokenEnd = Params.tokenEnd(bytes, i, end);
      if (tokenEnd == i) {
        return Params.ABSENT;
      }
      int next = Bytes.skipBlank(bytes, tokenEnd, end);
      if (part == 2) {
        return next == tokenEnd ? Params.ABSENT : hostPort(bytes, next, end);
      }
      if (next >= end || bytes[next] != '/') {
        return Params.ABSENT;
      }
      i = Bytes.skipBlank(bytes, next + 1, end);
    }
    return Params.ABSENT;
  }

  private static long hostPort(byte[] bytes, int start, int end) {
    int i = hostPortEnd(bytes, start, end);
    int colon = Bytes.skipBlank(bytes, i, end);
    if ((colon < end && bytes[colon] == ':') || (i > start && bytes[i - 1] == ':')) {
      int digits = colon < end && bytes[colon] == ':' ? colon + 1 : i; // COLON may have blanks
      i = hostPortEnd(bytes, Bytes.skipBlank(bytes, digits, end), end);
    }
    int rest = Bytes.skipBlank(bytes, i, end);
    boolean ok = i > start && (rest == end || bytes[rest] == ';');
    return ok ? (long) start << 32 | i : Params.ABSENT;
  }

  private static int hostPortEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && isHostPortChar(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isHostPortChar(byte b) {
    return Bytes.isTokenChar(b) || b == ':' || b == '[' || b == ']';
  }
}
