package dev.tandem.sip.auth;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The value of an Authorization or WWW-Authenticate header, or of their Proxy- twins, taken apart
/// (RFC 3261 §25.1 `challenge`, `credentials`).
///
/// @param scheme lower case
/// @param values by name in lower case, without quotes and their backslashes
record AuthParams(String scheme, Map<String, String> values) {
  private static final int MAX = 32;

  /// Empty when it is not of that form, or says something twice.
  static Optional<AuthParams> parse(String text) {
    String line = text.strip();
    int space = line.indexOf(' ');
    if (space <= 0) {
      return Optional.empty();
    }
    var reader = new Reader(line, space);
    String scheme = line.substring(0, space).toLowerCase(Locale.ROOT);
    return reader.readAll() ? Optional.of(new AuthParams(scheme, reader.values)) : Optional.empty();
  }

  boolean isDigest() {
    return scheme.equals("digest");
  }

  /// Empty text when it is missing.
  String get(String name) {
    return values.getOrDefault(name, "");
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static final class Reader {
    private final String text;
    private final Map<String, String> values = new LinkedHashMap<>();
    private int at;

    Reader(String text, int at) {
      this.text = text;
      this.at = at;
    }

    boolean readAll() {
      while (true) {
        skipBlanks();
        if (!readOne()) {
          return false;
        }
        skipBlanks();
        if (at == text.length()) {
          return true;
        }
        if (text.charAt(at++) != ',') {
          return false;
        }
      }
    }

    private boolean readOne() {
      String name = token().toLowerCase(Locale.ROOT);
      skipBlanks();
      if (name.isEmpty() || at == text.length() || text.charAt(at++) != '=') {
        return false;
      }
      skipBlanks();
      String value = at < text.length() && text.charAt(at) == '"' ? quotedText() : filled(token());
      return value != null && values.size() < MAX && values.put(name, value) == null;
    }

    private static @Nullable String filled(String token) {
      return token.isEmpty() ? null : token;
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private String token() {
      int from = at;
      while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at);
    }

    /// Null when the quote is never closed.
    private @Nullable String quotedText() {
      var value = new StringBuilder();
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return value.toString();
        }
        if (c == '\\' && at < text.length()) {
          c = text.charAt(at++);
        }
        value.append(c);
      }
      return null;
    }
  }
}
