package dev.tandem.sip.guard;

import java.nio.charset.StandardCharsets;

/// Looking at ASCII in a byte array without making strings.
final class Bytes {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= 'z'; c++) {
      TOKEN[c] = c <= '9' || (c >= 'A' && c <= 'Z') || c >= 'a';
    }
    for (char c : "-.!%*_+`'~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private Bytes() {}

  static int indexOf(byte[] bytes, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  static int lastIndexOf(byte[] bytes, int from, int to, char wanted) {
    for (int i = to - 1; i >= from; i--) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  static int skipBlank(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && isBlank(bytes[i])) {
      i++;
    }
    return i;
  }

  static int trimEnd(byte[] bytes, int from, int to) {
    int i = to;
    while (i > from && isBlank(bytes[i - 1])) {
      i--;
    }
    return i;
  }

  /// `text` must fit.
  static boolean regionEquals(byte[] bytes, int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// @param text in lower case
  static boolean startsWithIgnoreCase(byte[] bytes, int from, int to, String text) {
    if (to - from < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      int b = bytes[from + i];
      if ((b >= 'A' && b <= 'Z' ? b | 0x20 : b) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// RFC 3261 §25.1 `token`, at least one character.
  static boolean isToken(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isTokenChar(bytes[i])) {
        return false;
      }
    }
    return to > from;
  }

  static boolean isTokenChar(byte b) {
    return b >= 0 && TOKEN[b];
  }

  /// Commas outside quotes and angle brackets.
  static int topLevelCommas(byte[] bytes, int from, int to) {
    int found = 0;
    for (int i = from; i < to; i++) {
      i = skipNested(bytes, i, to);
      if (i < to && bytes[i] == ',') {
        found++;
      }
    }
    return found;
  }

  /// The index behind the quoted string or `<...>` that begins at `at`, or `at` itself.
  static int skipNested(byte[] bytes, int at, int to) {
    int i = at;
    if (bytes[i] == '"') {
      for (i++; i < to && bytes[i] != '"'; i++) {
        if (bytes[i] == '\\') {
          i++;
        }
      }
      return Math.min(i + 1, to);
    }
    if (bytes[i] == '<') {
      int close = indexOf(bytes, i, to, '>');
      return close < 0 ? to : close + 1;
    }
    return i;
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
