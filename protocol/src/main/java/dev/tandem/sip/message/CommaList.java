package dev.tandem.sip.message;

import java.util.List;

/// Splits header values at the commas that are neither in quotes nor in angle brackets.
final class CommaList {
  private CommaList() {}

  static void split(String value, List<String> into) {
    int from = 0;
    while (from <= value.length()) {
      int comma = nextComma(value, from);
      String element = value.substring(from, comma).strip();
      if (!element.isEmpty()) {
        into.add(element);
      }
      from = comma + 1;
    }
  }

  /// Index of the comma that ends the element at `from`, or the length of `value`.
  static int nextComma(String value, int from) {
    boolean quoted = false;
    boolean bracketed = false;
    for (int at = from; at < value.length(); at++) {
      char c = value.charAt(at);
      if (quoted) {
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '<') {
        bracketed = true;
      } else if (c == '>') {
        bracketed = false;
      } else if (c == ',' && !bracketed) {
        return at;
      }
    }
    return value.length();
  }
}
