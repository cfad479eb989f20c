package dev.tandem.sip;

import dev.tandem.protocol.Header;
import dev.tandem.sip.message.Parsed;
import dev.tandem.sip.message.SipParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Reads and answers one call before the first real one: loading the parser's classes takes longer
/// than a caller's first retransmission on a slow machine.
final class WarmUp {
  private static final String INVITE =
      """
      INVITE sip:warm@127.0.0.1 SIP/2.0
      Via: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKwarm
      Max-Forwards: 70
      Route: <sip:127.0.0.1;lr>
      Record-Route: <sip:127.0.0.1;lr>
      From: "Warm" <sip:warm@127.0.0.1:5060>;tag=warm
      To: <sip:warm@127.0.0.1>
      Call-ID: warm@127.0.0.1
      CSeq: 1 INVITE
      Contact: <sip:warm@127.0.0.1:5060;transport=udp>
      Allow: INVITE, ACK, BYE
      Supported: timer
      User-Agent: warm
      Subject: warm
      Content-Type: application/sdp
      Content-Length: 0

      """
          .replace("\n", "\r\n");

  private WarmUp() {}

  static void parse() {
    var parser = new SipParser();
    if (parser.parse(INVITE.getBytes(StandardCharsets.UTF_8), null)
        instanceof Parsed.Request(var invite)) {
      invite.otherHeaders(Set.of());
      byte[] ok =
          invite.responseHead().encode(200, "warm", List.of(new Header("Contact", "<sip:a@b>")));
      parser.parse(ok, null);
      parser.parse(invite.bytes(), null);
    }
  }
}
