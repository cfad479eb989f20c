package dev.tandem.session.core;

import dev.tandem.protocol.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Values out of header fields, as far as a session reads them itself.
final class Headers {
  private Headers() {}

  static @Nullable String first(List<Header> headers, String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value().strip();
      }
    }
    return null;
  }

  /// A value or its compact form.
  static @Nullable String first(List<Header> headers, String name, String compact) {
    String value = first(headers, name);
    return value == null ? first(headers, compact) : value;
  }

  static boolean lists(List<Header> headers, String name, String token) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name) && lists(header.value(), token)) {
        return true;
      }
    }
    return false;
  }

  private static boolean lists(String value, String token) {
    for (String item : value.split(",")) {
      if (item.strip().equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  static boolean has(List<String> tokens, String token) {
    return tokens.stream().anyMatch(it -> it.equalsIgnoreCase(token));
  }

  /// The number at the start of a value, -1 when there is none or it has more than nine digits.
  static int number(@Nullable String value) {
    if (value == null) {
      return -1;
    }
    int end = 0;
    while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
      end++;
    }
    return end == 0 || end > 9 ? -1 : Integer.parseInt(value, 0, end, 10);
  }

  /// Value of `;name=value`, in lower case.
  static @Nullable String parameter(@Nullable String value, String name) {
    if (value == null) {
      return null;
    }
    String[] parts = value.split(";");
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase(name)) {
        return pair[1].strip().toLowerCase(Locale.ROOT);
      }
    }
    return null;
  }

  private record Target(String uri, double q) {}

  /// The SIP URIs of all Contact values, best `q` first, in their order when alike (RFC 3261
  /// §8.1.3.4).
  static List<String> contacts(List<Header> headers) {
    List<Target> targets = new ArrayList<>();
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Contact") || header.name().equalsIgnoreCase("m")) {
        for (String value : split(header.value())) {
          String uri = uri(value);
          if (uri.regionMatches(true, 0, "sip:", 0, 4)
              || uri.regionMatches(true, 0, "sips:", 0, 5)) {
            targets.add(new Target(uri, q(value)));
          }
        }
      }
    }
    return targets.stream()
        .sorted((a, b) -> Double.compare(b.q, a.q))
        .map(Target::uri)
        .limit(10)
        .toList();
  }

  /// At the commas outside quotes and angle brackets.
  static List<String> split(String value) {
    List<String> parts = new ArrayList<>(2);
    boolean quoted = false;
    int depth = 0;
    int start = 0;
    for (int i = 0; i < value.length(); i++) {
      switch (value.charAt(i)) {
        case '"' -> quoted = !quoted;
        case '<' -> depth += quoted ? 0 : 1;
        case '>' -> depth -= quoted ? 0 : 1;
        case ',' -> {
          if (!quoted && depth == 0) {
            parts.add(value.substring(start, i));
            start = i + 1;
          }
        }
        default -> {}
      }
    }
    parts.add(value.substring(start));
    return parts;
  }

  static String uri(String value) {
    int open = value.indexOf('<');
    int close = value.indexOf('>', open + 1);
    if (open >= 0 && close > open) {
      return value.substring(open + 1, close).strip();
    }
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
  }

  private static double q(String value) {
    int close = value.indexOf('>');
    String q = parameter(close < 0 ? value : "x" + value.substring(close + 1), "q");
    try {
      return q == null ? 1 : Math.clamp(Double.parseDouble(q), 0.0, 1.0);
    } catch (NumberFormatException _) {
      return 0; // what cannot be read is tried last
    }
  }
}
