package dev.tandem.sip.message;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parts of a SIP URI that decide where a request goes (RFC 3261 §19.1). The rest stays text.
///
/// @param scheme `sip` or `sips`
/// @param host name or numeric address, IPv6 without brackets
/// @param port -1 when the URI has none
/// @param transport value of `transport=`, lower case, null when there is none
/// @param maddr value of `maddr=`, IPv6 without brackets, null when there is none: it stands in for
///   the host when a request is sent (RFC 3263 §4)
/// @param looseRouter whether `lr` is there (§16.12)
public record SipUri(
    String scheme,
    String host,
    int port,
    @Nullable String transport,
    @Nullable String maddr,
    boolean looseRouter) {

  /// Where a request for this URI goes.
  public String target() {
    return maddr == null || maddr.isEmpty() ? host : maddr;
  }

  /// @param text a bare URI or a name-addr such as a Route value: `<sip:p1.example.com;lr>`
  /// @return empty when it is no SIP URI with a usable host and port
  public static Optional<SipUri> parse(String text) {
    String uri = bare(text);
    int colon = uri.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("sip") && !scheme.equals("sips")) {
      return Optional.empty();
    }
    String rest = withoutHeaders(uri.substring(colon + 1));
    int at = rest.lastIndexOf('@');
    String hostAndParams = rest.substring(at + 1);
    int semicolon = hostAndParams.indexOf(';');
    String hostPort = semicolon < 0 ? hostAndParams : hostAndParams.substring(0, semicolon);
    String params = semicolon < 0 ? "" : hostAndParams.substring(semicolon);
    return hostAndPort(scheme, hostPort, params);
  }

  /// What stands between the angle brackets, or the text up to its header parameters.
  public static String bare(String text) {
    int open = text.indexOf('<', endOfQuoted(text, 0));
    int close = text.indexOf('>', open + 1);
    return open >= 0 && close > open ? text.substring(open + 1, close) : text.strip();
  }

  /// Whether a bare URI or a name-addr is `sips:`.
  public static boolean isSips(String text) {
    return bare(text).regionMatches(true, 0, "sips:", 0, 5);
  }

  /// Index behind the quoted string at `from`, or `from` when there is none.
  private static int endOfQuoted(String text, int from) {
    if (from >= text.length() || text.charAt(from) != '"') {
      return from;
    }
    int at = from + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }

  /// A URI up to its `?headers`. The user part may have a question mark of its own.
  public static String withoutHeaders(String uri) {
    int question = uri.indexOf('?', Math.max(0, uri.indexOf('@')));
    return question < 0 ? uri : uri.substring(0, question);
  }

  private static Optional<SipUri> hostAndPort(String scheme, String hostPort, String params) {
    int bracket = hostPort.lastIndexOf(']');
    int colon = hostPort.indexOf(':', Math.max(0, bracket));
    String host = colon < 0 ? hostPort : hostPort.substring(0, colon);
    int port = colon < 0 ? -1 : number(hostPort.substring(colon + 1), 65535);
    host = withoutBrackets(host);
    if (host.isEmpty() || port == 0 || (colon >= 0 && port < 0)) {
      return Optional.empty();
    }
    String transport = parameter(params, "transport");
    String maddr = parameter(params, "maddr");
    boolean loose = parameter(params, "lr") != null;
    return Optional.of(
        new SipUri(
            scheme,
            host,
            port,
            transport == null ? null : transport.toLowerCase(Locale.ROOT),
            maddr == null ? null : withoutBrackets(maddr),
            loose));
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /// @return -1 when `digits` is no decimal number, or one above `max`
  static int number(String digits, int max) {
    if (digits.isEmpty() || digits.length() > 9) {
      return -1;
    }
    int number = 0;
    for (int at = 0; at < digits.length(); at++) {
      int digit = digits.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number <= max ? number : -1;
  }

  /// Index of the semicolon behind the parameter at `from`, or the length of `params`.
  static int endOfParameter(String params, int from) {
    int at = from;
    while (at < params.length() && params.charAt(at) != ';') {
      at = Math.max(at + 1, endOfQuoted(params, at));
    }
    return at;
  }

  /// Value of a `;name=value` parameter, empty text for one without a value, null when missing.
  static @Nullable String parameter(String params, String name) {
    int at = 0;
    while (at < params.length() && params.charAt(at) == ';') {
      int end = endOfParameter(params, at + 1);
      int equals = params.indexOf('=', at);
      boolean valued = equals >= 0 && equals < end;
      String key = params.substring(at + 1, valued ? equals : end).strip();
      if (key.equalsIgnoreCase(name)) {
        return valued ? params.substring(equals + 1, end).strip() : "";
      }
      at = end;
    }
    return null;
  }
}
