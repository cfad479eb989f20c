package dev.tandem.sip.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One element of a Contact header (RFC 3261 §20.10).
///
/// @param uri bare; never has blanks, quotes or angle brackets
/// @param parameters of the header, from the first semicolon on
public record ContactValue(String uri, String parameters) {

  /// @param element not `*`
  public static Optional<ContactValue> parse(String element) {
    int open = afterDisplayName(element);
    if (open < 0) {
      // Without brackets everything behind the first semicolon belongs to the header.
      int semicolon = element.indexOf(';');
      String uri = semicolon < 0 ? element : element.substring(0, semicolon);
      return of(uri.strip(), semicolon < 0 ? "" : element.substring(semicolon));
    }
    int close = element.indexOf('>', open);
    return close < 0
        ? Optional.empty()
        : of(element.substring(open + 1, close), element.substring(close + 1).strip());
  }

  /// Index of the bracket that opens the URI, -1 when it has none.
  private static int afterDisplayName(String element) {
    boolean quoted = false;
    for (int at = 0; at < element.length(); at++) {
      char c = element.charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '<') {
        return at;
      } else if (!quoted && c == ';') {
        return -1;
      }
    }
    return -1;
  }

  private static Optional<ContactValue> of(String uri, String parameters) {
    boolean clean = uri.chars().noneMatch(c -> c <= ' ' || c == 0x7f || "<>\"".indexOf(c) >= 0);
    boolean ended = parameters.isEmpty() || parameters.charAt(0) == ';';
    return clean && ended && SipUri.parse(uri).isPresent()
        ? Optional.of(new ContactValue(uri, parameters))
        : Optional.empty();
  }

  /// Value without quotes, empty text for one without a value, null when it is missing.
  public @Nullable String parameter(String name) {
    String value = SipUri.parameter(parameters, name);
    if (value == null || value.length() < 2 || value.charAt(0) != '"' || !value.endsWith("\"")) {
      return value;
    }
    return value.substring(1, value.length() - 1);
  }
}
