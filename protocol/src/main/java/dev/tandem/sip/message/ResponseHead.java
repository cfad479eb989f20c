package dev.tandem.sip.message;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a response copies from its request (RFC 3261 §8.2.6.2), kept as text: all that a server
/// transaction has to hold of the request once it is answered.
///
/// @param via the topmost one, the way back
/// @param copied Via, From, Call-ID and CSeq lines
/// @param to value of To
/// @param tagged whether `to` has a tag already
/// @param recordRoutes Record-Route lines, for responses that make a dialog (§12.1.1)
/// @param timestamp Timestamp line, for the 100 (§8.2.6.1)
/// @param sips whether our Contact has to be a `sips:` URI (§12.1.1)
public record ResponseHead(
    String method,
    Via via,
    String copied,
    String to,
    boolean tagged,
    String recordRoutes,
    String timestamp,
    boolean sips) {

  static ResponseHead of(String method, HeaderLines lines, Via via) {
    var copied = new StringBuilder(256);
    var routes = new StringBuilder();
    String timestamp = "";
    boolean top = true;
    for (Header line : lines.all()) {
      String name = line.name();
      if (name.equalsIgnoreCase("Via")) {
        String rest = line.value().substring(CommaList.nextComma(line.value(), 0));
        append(copied, "Via", top ? via.text() + rest : line.value());
        top = false;
      } else if (name.equalsIgnoreCase("From")
          || name.equalsIgnoreCase("Call-ID")
          || name.equalsIgnoreCase("CSeq")) {
        append(copied, name, line.value());
      } else if (name.equalsIgnoreCase("Record-Route")) {
        append(routes, name, line.value());
      } else if (name.equalsIgnoreCase("Timestamp")) {
        timestamp = "Timestamp: " + line.value() + "\r\n";
      }
    }
    String to = Objects.requireNonNull(lines.first("To"));
    return new ResponseHead(
        method, via, copied.toString(), to, hasTag(to), routes.toString(), timestamp, sips(lines));
  }

  private static boolean sips(HeaderLines lines) {
    String line = lines.startLine();
    String route = lines.first("Record-Route");
    String last = route == null ? lines.first("Contact") : route;
    return line.startsWith("sips:", line.indexOf(' ') + 1) || (last != null && SipUri.isSips(last));
  }

  private static boolean hasTag(String address) {
    int params = address.indexOf(';', Math.max(0, address.lastIndexOf('>')));
    return params >= 0 && SipUri.parameter(address.substring(params), "tag") != null;
  }

  /// Whether the request is an INVITE outside any dialog.
  public boolean startsCall() {
    return method.equals("INVITE") && !tagged;
  }

  /// The response as bytes, complete with Content-Length.
  ///
  /// @param reason null for the RFC's phrase
  /// @param toTag ours; left out when null, in a 100, or when the request had one
  /// @param headers one line each, beyond what this head has
  public byte[] encode(
      int status,
      @Nullable String reason,
      @Nullable String toTag,
      List<Header> headers,
      @Nullable String contentType,
      String body) {
    var text = new StringBuilder(768 + body.length());
    String phrase = reason == null ? Reasons.of(status) : OutgoingRequest.oneLine(reason);
    text.append("SIP/2.0 ").append(status).append(' ').append(phrase).append("\r\n").append(copied);
    text.append("To: ").append(to);
    if (toTag != null && !tagged && status > 100) {
      text.append(";tag=").append(OutgoingRequest.oneLine(toTag));
    }
    text.append("\r\n");
    if (status == 100) {
      text.append(timestamp);
    } else if (status < 300) {
      text.append(recordRoutes);
    }
    return OutgoingRequest.finish(text, headers, contentType, body);
  }

  /// A response with nothing to say beyond its status.
  public byte[] encode(int status, @Nullable String toTag, List<Header> headers) {
    return encode(status, null, toTag, headers, null, "");
  }

  static void append(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }

  static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
