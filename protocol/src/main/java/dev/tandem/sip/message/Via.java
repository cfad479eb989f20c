package dev.tandem.sip.message;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern SHAPE =
      Pattern.compile(
          "SIP\\s*/\\s*2\\.0\\s*/\\s*([A-Za-z]+)\\s+(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)"
              + "(?:\\s*:\\s*(\\d{1,5}))?\\s*(;.*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// @param value one Via element
  /// @return null when it is malformed
  static @Nullable Via parse(String value) {
    Matcher shape = SHAPE.matcher(value);
    if (!shape.matches()) {
      return null;
    }
    String host = shape.group(2);
    host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String digits = shape.group(3);
    int port = digits == null ? -1 : Integer.parseInt(digits);
    if (port == 0 || port > 65535) {
      return null;
    }
    String params = shape.group(4);
    return new Via(
        shape.group(1).toUpperCase(Locale.ROOT), host, port, params == null ? "" : params);
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
    return port > 0 ? port : DEFAULT_PORT;
  }

  /// Whether the sender wants the response where the request came from (RFC 3581 §3).
  public boolean wantsRport() {
    return SipUri.parameter(params, "rport") != null;
  }

  /// The port we filled into `rport`, -1 when there is none.
  public int rport() {
    String rport = SipUri.parameter(params, "rport");
    boolean number = rport != null && rport.matches("\\d{1,5}");
    return number ? Integer.parseInt(rport) : -1;
  }

  /// Address for a response when all there is, is this Via with `received` and `rport` filled in.
  public String responseHost() {
    String received = SipUri.parameter(params, "received");
    return received == null || received.isEmpty() ? host : received;
  }

  /// This Via with `received` and `rport` filled in for a message from `source`. Values that the
  /// sender wrote itself are replaced.
  Via from(InetSocketAddress source) {
    String address = source.getAddress().getHostAddress();
    boolean wantsRport = wantsRport();
    String kept = without(without(params, "received"), "rport");
    if (wantsRport) {
      kept += ";rport=" + source.getPort();
    }
    if (wantsRport || !address.equals(host)) {
      kept += ";received=" + address;
    }
    return new Via(transport, host, port, kept);
  }

  private static String without(String params, String name) {
    var kept = new StringBuilder(params.length());
    for (String part : params.split(";")) {
      int equals = part.indexOf('=');
      String key = (equals < 0 ? part : part.substring(0, equals)).strip();
      if (!key.isEmpty() && !key.equalsIgnoreCase(name)) {
        kept.append(';').append(part.strip());
      }
    }
    return kept.toString();
  }

  String text() {
    return "SIP/2.0/" + transport + " " + writtenHost() + (port > 0 ? ":" + port : "") + params;
  }
}
