package dev.tandem.sip.message;

import gov.nist.javax.sip.message.SIPResponse;
import java.util.Objects;

/// A response as it came in.
public final class SipResponse extends SipMessage {
  private final SIPResponse jain;

  SipResponse(SIPResponse jain, HeaderLines lines, byte[] raw, int bodyEnd, Via via) {
    super(jain, lines, raw, bodyEnd, via);
    this.jain = jain;
  }

  /// 100–699
  public int status() {
    return jain.getStatusCode();
  }

  public String reason() {
    return Objects.requireNonNullElse(jain.getReasonPhrase(), "");
  }
}
