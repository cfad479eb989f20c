package dev.tandem.sip.message;

import dev.tandem.protocol.Header;
import gov.nist.javax.sip.message.SIPRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A request as it came in.
public final class SipRequest extends SipMessage {
  private final SIPRequest jain;
  private @Nullable ResponseHead head;

  SipRequest(SIPRequest jain, HeaderLines lines, byte[] raw, int bodyEnd, Via via) {
    super(jain, lines, raw, bodyEnd, via);
    this.jain = jain;
  }

  public String method() {
    return jain.getMethod();
  }

  /// As on the wire.
  public String requestUri() {
    String line = lines().startLine();
    int from = line.indexOf(' ') + 1;
    return line.substring(from, line.indexOf(' ', from));
  }

  /// Hops left, -1 when the header is missing.
  public int maxForwards() {
    var header = jain.getMaxForwards();
    return header == null ? -1 : header.getMaxForwards();
  }

  /// What every response to this request copies.
  public ResponseHead responseHead() {
    if (head == null) {
      head = ResponseHead.of(method(), lines(), via());
    }
    return head;
  }

  /// The request as bytes, with `received` and `rport` in its topmost Via, and without credentials:
  /// it is for answering, and may be kept.
  public byte[] bytes() {
    var text = new StringBuilder(raw().length + 64);
    text.append(lines().startLine()).append("\r\n");
    boolean top = true;
    for (Header line : lines().all()) {
      if (line.name().equalsIgnoreCase("Authorization")
          || line.name().equalsIgnoreCase("Proxy-Authorization")) {
        continue;
      }
      text.append(line.name()).append(": ");
      if (top && line.name().equalsIgnoreCase("Via")) {
        int rest = CommaList.nextComma(line.value(), 0);
        text.append(via().text()).append(line.value(), rest, line.value().length());
        top = false;
      } else {
        text.append(line.value());
      }
      text.append("\r\n");
    }
    text.append("\r\n").append(body());
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
