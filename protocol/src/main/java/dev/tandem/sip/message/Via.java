package dev.tandem.sip.message;

import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The topmost Via of a message: who sent it and where its response goes (RFC 3261 §18.2, RFC
/// 3581). `maddr` is not looked at: it would let a sender aim our responses at anybody.
///
/// @param transport as written, upper case: `UDP`
/// @param host sent-by host, IPv6 without brackets
/// @param port sent-by port, -1 when there is none
/// @param params from the first semicolon on, `;branch=…`
public record Via(String transport, String host, int port, String params) {
  static final String MAGIC_COOKIE = "z9hG4bK";
  private static final int DEFAULT_PORT = 5060;
  private static final int TLS_PORT = 5061;

  /// @param value one Via element
  /// @return null when it is malformed
  static @Nullable Via parse(String value) {
    int first = value.indexOf('/');
    int second = value.indexOf('/', first + 1);
    int blank = second < 0 ? -1 : endOfToken(value, skipBlank(value, second + 1));
    if (blank < 0
        || !value.substring(0, first).strip().equalsIgnoreCase("SIP")
        || !value.substring(first + 1, second).strip().equals("2.0")) {
      return null;
    }
    int semicolon = value.indexOf(';', blank);
    int end = semicolon < 0 ? value.length() : semicolon;
    String transport = value.substring(second + 1, blank).strip().toUpperCase(Locale.ROOT);
    String params = semicolon < 0 ? "" : value.substring(semicolon);
    return transport.isEmpty() ? null : of(transport, value.substring(blank, end).strip(), params);
  }

  private static @Nullable Via of(String transport, String sentBy, String params) {
    int colon = sentBy.indexOf(':', Math.max(0, sentBy.lastIndexOf(']')));
    String host = colon < 0 ? sentBy : sentBy.substring(0, colon).strip();
    int port = colon < 0 ? -1 : SipUri.number(sentBy.substring(colon + 1).strip(), 65535);
    if (port == 0 || (colon >= 0 && port < 0)) {
      return null;
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
      return isHost(host, ":.") ? new Via(transport, host, port, params) : null;
    }
    return isHost(host, "._-") ? new Via(transport, host, port, params) : null;
  }

  private static boolean isHost(String host, String punctuation) {
    for (int at = 0; at < host.length(); at++) {
      char c = host.charAt(at);
      boolean alphanumeric = c < 128 && Character.isLetterOrDigit(c);
      if (!alphanumeric && punctuation.indexOf(c) < 0) {
        return false;
      }
    }
    return !host.isEmpty();
  }

  private static int skipBlank(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /// Index of the blank behind the token at `from`, -1 when there is none.
  private static int endOfToken(String text, int from) {
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t') {
        return at;
      }
      if (c >= 128 || !Character.isLetterOrDigit(c)) {
        return -1;
      }
    }
    return -1;
  }

  /// Empty when there is none.
  public String branch() {
    String branch = SipUri.parameter(params, "branch");
    return branch == null ? "" : branch;
  }

  /// `host[:port]` as written, in lower case: part of the transaction key.
  public String sentBy() {
    return writtenHost().toLowerCase(Locale.ROOT) + (port > 0 ? ":" + port : "");
  }

  private String writtenHost() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  public int sentByPort() {
    return port > 0 ? port : transport.equals("TLS") ? TLS_PORT : DEFAULT_PORT;
  }

  /// Whether the sender wants the response where the request came from (RFC 3581 §3).
  public boolean wantsRport() {
    return SipUri.parameter(params, "rport") != null;
  }

  /// Whether the sender takes requests over the same connection (RFC 5923 §5).
  public boolean wantsReuse() {
    return SipUri.parameter(params, "alias") != null;
  }

  /// The port we filled into `rport`, -1 when there is none.
  public int rport() {
    String rport = SipUri.parameter(params, "rport");
    return rport == null ? -1 : SipUri.number(rport, 65535);
  }

  /// Address for a response when all there is, is this Via with `received` and `rport` filled in.
  public String responseHost() {
    String received = SipUri.parameter(params, "received");
    return received == null || received.isEmpty() ? host : received;
  }

  /// This Via with `received` and `rport` filled in for a message from `source`. Values that the
  /// sender wrote itself are replaced.
  Via from(InetSocketAddress source) {
    String address = withoutScope(source.getAddress().getHostAddress());
    boolean wantsRport = wantsRport();
    String kept = withoutOrigin(params);
    if (wantsRport) {
      kept += ";rport=" + source.getPort();
    }
    if (wantsRport || !address.equals(host)) {
      kept += ";received=" + address;
    }
    return new Via(transport, host, port, kept);
  }

  /// The name of a network interface of ours is nothing to write into a message.
  private static String withoutScope(String address) {
    int scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
  }

  private static String withoutOrigin(String params) {
    var kept = new StringBuilder(params.length() + 40);
    int at = 0;
    while (at < params.length()) {
      int end = SipUri.endOfParameter(params, at + 1);
      String one = params.substring(at, end);
      boolean ours =
          SipUri.parameter(one, "received") != null || SipUri.parameter(one, "rport") != null;
      if (!ours && one.length() > 1) {
        kept.append(';').append(one.substring(1).strip());
      }
      at = end;
    }
    return kept.toString();
  }

  String text() {
    return "SIP/2.0/" + transport + " " + writtenHost() + (port > 0 ? ":" + port : "") + params;
  }
}
