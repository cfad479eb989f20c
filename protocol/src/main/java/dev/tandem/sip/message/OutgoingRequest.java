package dev.tandem.sip.message;

import dev.tandem.protocol.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request of ours, all but its Via: that belongs to the transport it leaves by.
///
/// @param from value of From, with our tag
/// @param to value of To
/// @param routes Route values in order of use
/// @param headers beyond those named here; a Max-Forwards among them is used instead of ours
/// @param contentType null when there is no body
public record OutgoingRequest(
    String method,
    String requestUri,
    String from,
    String to,
    String callId,
    long cseq,
    List<String> routes,
    List<Header> headers,
    @Nullable String contentType,
    String body) {
  private static final String MAX_FORWARDS = "Max-Forwards";
  private static final String MOST_FORWARDS = "70";

  public OutgoingRequest {
    for (String value : List.of(method, requestUri, from, to, callId)) {
      oneLine(value);
    }
    routes.forEach(OutgoingRequest::oneLine);
    if (requestUri.indexOf(' ') >= 0) {
      throw new IllegalArgumentException("request URI must not have spaces");
    }
  }

  /// @param via value of the Via header
  public byte[] encode(String via) {
    var text = new StringBuilder(768 + body.length());
    text.append(method).append(' ').append(requestUri).append(" SIP/2.0\r\n");
    ResponseHead.append(text, "Via", via);
    ResponseHead.append(text, MAX_FORWARDS, maxForwards());
    for (String route : routes) {
      ResponseHead.append(text, "Route", route);
    }
    ResponseHead.append(text, "From", from);
    ResponseHead.append(text, "To", to);
    ResponseHead.append(text, "Call-ID", callId);
    text.append("CSeq: ").append(cseq).append(' ').append(method).append("\r\n");
    return finish(text, headers, contentType, body);
  }

  /// 70 (RFC 3261 §8.1.1.6), or what is left of it where the request is made for another one.
  private String maxForwards() {
    for (Header header : headers) {
      if (header.name().equals(MAX_FORWARDS)) {
        return header.value();
      }
    }
    return MOST_FORWARDS;
  }

  /// The ACK of a final response other than 2xx (RFC 3261 §17.1.1.3); it leaves with the Via of
  /// this INVITE.
  ///
  /// @param responseTo value of To in the response
  public OutgoingRequest ack(String responseTo) {
    return new OutgoingRequest(
        "ACK", requestUri, from, responseTo, callId, cseq, routes, List.of(), null, "");
  }

  /// The CANCEL of this request (§9.1); it leaves with the same Via.
  ///
  /// @param reason value of Reason, null for none
  public OutgoingRequest cancel(@Nullable String reason) {
    var headers = new ArrayList<Header>();
    if (reason != null) {
      headers.add(new Header("Reason", reason));
    }
    return new OutgoingRequest(
        "CANCEL", requestUri, from, to, callId, cseq, routes, headers, null, "");
  }

  /// Refuses a value that would start a new header line.
  static String oneLine(String value) {
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a header value must be one line");
    }
    return value;
  }

  static byte[] finish(
      StringBuilder text, List<Header> headers, @Nullable String contentType, String body) {
    for (Header header : headers) {
      if (!header.name().equals(MAX_FORWARDS)) {
        ResponseHead.append(text, header.name(), header.value());
      }
    }
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    if (content.length > 0 && contentType != null) {
      ResponseHead.append(text, "Content-Type", oneLine(contentType));
    }
    text.append("Content-Length: ").append(content.length).append("\r\n\r\n").append(body);
    return ResponseHead.bytes(text);
  }
}
