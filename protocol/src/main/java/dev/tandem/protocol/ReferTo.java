package dev.tandem.protocol;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whom a transferred party is to call (RFC 3515 §2.1), and which call that is to replace (RFC
/// 3891).
///
/// @param uri SIP URI, without headers
public record ReferTo(String uri, @Nullable Replaces replaces) implements Wire {
  private static final int MAX_LENGTH = 1000;

  /// Reads the value of a Refer-To header: one SIP URI, to be called by INVITE. Empty for anything
  /// else.
  public static Optional<ReferTo> parse(String value) {
    String text = address(value.strip());
    boolean sip =
        text.regionMatches(true, 0, "sip:", 0, 4) || text.regionMatches(true, 0, "sips:", 0, 5);
    if (!sip || text.length() > MAX_LENGTH || !isClean(text)) {
      return Optional.empty();
    }
    int question = text.indexOf('?', Math.max(0, text.indexOf('@')));
    String whole = question < 0 ? text : text.substring(0, question);
    String method = parameter(whole, "method");
    if ((method != null && !method.equalsIgnoreCase("INVITE"))
        || whole.indexOf(':') + 1 == whole.length()) {
      return Optional.empty();
    }
    String uri = method == null ? whole : without(whole, "method");
    if (question < 0) {
      return Optional.of(new ReferTo(uri, null));
    }
    List<String> replaces = headers(text.substring(question + 1), "Replaces");
    return switch (replaces.size()) {
      case 0 -> Optional.of(new ReferTo(uri, null));
      case 1 -> Replaces.parse(replaces.getFirst()).map(it -> new ReferTo(uri, it));
      default -> Optional.empty();
    };
  }

  /// The header value.
  public String text() {
    return replaces == null
        ? "<" + uri + ">"
        : "<" + uri + "?Replaces=" + encoded(replaces.text()) + ">";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String address(String value) {
    int open = value.indexOf('<');
    int close = value.indexOf('>', open + 1);
    boolean several = close > open && value.indexOf('<', close) > 0;
    return open >= 0 && close > open && !several
        ? value.substring(open + 1, close).strip()
        : value; // which is no URI when it names several
  }

  private static boolean isClean(String text) {
    return text.chars().noneMatch(c -> c <= ' ' || c == 0x7f || c == '"' || c == '<' || c == '>');
  }

  private static @Nullable String parameter(String uri, String name) {
    for (String part : parameters(uri)) {
      if (part.toLowerCase(Locale.ROOT).startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return null;
  }

  private static String without(String uri, String name) {
    var text = new StringBuilder(uri.substring(0, parametersAt(uri)));
    for (String part : parameters(uri)) {
      if (!part.isEmpty() && !part.toLowerCase(Locale.ROOT).startsWith(name + "=")) {
        text.append(';').append(part);
      }
    }
    return text.toString();
  }

  private static String[] parameters(String uri) {
    return uri.substring(parametersAt(uri)).split(";");
  }

  /// After the user part, which may have semicolons of its own.
  private static int parametersAt(String uri) {
    int semicolon = uri.indexOf(';', Math.max(0, uri.indexOf('@')));
    return semicolon < 0 ? uri.length() : semicolon;
  }

  private static List<String> headers(String all, String name) {
    var values = new ArrayList<String>(1);
    for (String header : all.split("&", -1)) {
      int equals = header.indexOf('=');
      if (equals > 0 && header.substring(0, equals).equalsIgnoreCase(name)) {
        values.add(decoded(header.substring(equals + 1)));
      }
    }
    return values;
  }

  /// Empty, which no header value is, when the escapes are broken; a plus is a plus.
  private static String decoded(String text) {
    try {
      String plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      return plain.chars().anyMatch(c -> c < ' ' || c == 0x7f) ? "" : plain;
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
