package dev.tandem.sip.guard;

import static dev.tandem.sip.guard.Requests.PEER;
import static dev.tandem.sip.guard.Requests.invite;
import static dev.tandem.sip.guard.Requests.scan;
import static dev.tandem.sip.guard.Requests.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatelessReplyTest {
  final StatelessReply replies = new StatelessReply(7);

  String reply(String request) {
    return text(requireNonNull(replies.to(scan(request), PEER, 503, "Overloaded", 5)));
  }

  @Test
  void copiesWhatAResponseIsMadeOf() {
    assertThat(reply(invite()))
        .matches(
            """
            SIP/2.0 503 Overloaded
            Via: SIP/2.0/UDP 127.0.0.9:5070;received=127.0.0.9;rport=40000;branch=z9hG4bK-1
            From: <sip:alice@127.0.0.1>;tag=a
            To: <sip:bob@127.0.0.1>;tag=x[0-9a-f]+
            Call-ID: c1
            CSeq: 1 INVITE
            Retry-After: 5
            Content-Length: 0

            """
                .replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.9;branch=z9hG4bK1 | 127.0.0.9;branch=z9hG4bK1",
        "phone.invalid;branch=z9hG4bK1 | phone.invalid;received=127.0.0.9;branch=z9hG4bK1",
        "h;branch=z9hG4bK1;rport | h;received=127.0.0.9;rport=40000;branch=z9hG4bK1",
        "h;rport=1;received=10.0.0.1;branch=z9hG4bK1 |"
            + " h;received=127.0.0.9;rport=40000;branch=z9hG4bK1",
        "h:1;x=\"a;rport,b\";branch=z9hG4bK1 | h:1;received=127.0.0.9;x=\"a;rport,b\";branch=z9hG4bK1",
      })
  void writesWhereTheRequestReallyCameFrom(String via, String expected) {
    assertThat(reply(invite("SIP/2.0/UDP " + via)))
        .contains("\r\nVia: SIP/2.0/UDP " + expected + "\r\n");
  }

  @Test
  void keepsAllViasInOrder() {
    String request =
        invite("SIP/2.0/UDP 127.0.0.9;branch=z9hG4bK3, SIP/2.0/TCP b;branch=z9hG4bK2")
            .replace("Max-Forwards: 70\r\n", "v: SIP/2.0/UDP c\r\n ;branch=z9hG4bK1\r\n");

    assertThat(reply(request))
        .contains(
            "Via: SIP/2.0/UDP 127.0.0.9;branch=z9hG4bK3, SIP/2.0/TCP b;branch=z9hG4bK2\r\n"
                + "Via: SIP/2.0/UDP c   ;branch=z9hG4bK1\r\nFrom:");
  }

  @Test
  void writesAnIpv6SourceWithoutBrackets() {
    var source = new InetSocketAddress("2001:db8::1", 5060);
    byte[] reply = requireNonNull(replies.to(scan(invite()), source, 400, "Bad Request", 0));
    assertThat(text(reply)).contains(";received=2001:db8:0:0:0:0:0:1;rport=5060;");
  }

  @Test
  void givesARetransmissionTheSameTagAndAnotherCallAnother() {
    assertThat(reply(invite())).isEqualTo(reply(invite()));
    String other = invite().replace("Call-ID: c1", "Call-ID: c2");
    assertThat(tagOf(reply(other))).isNotEqualTo(tagOf(reply(invite())));
  }

  @Test
  void keepsATagThatIsThere() {
    String inDialog = invite().replace("To: <sip:bob@127.0.0.1>", "To: <sip:bob@127.0.0.1>;tag=b");
    assertThat(reply(inDialog)).contains("To: <sip:bob@127.0.0.1>;tag=b\r\n");
  }

  @Test
  void knowsTheAckOfItsOwnResponse() {
    String ours = ackWithTag(tagOf(reply(invite())));

    assertThat(replies.isAckOfOurs(scan(ours))).isTrue();
    assertThat(replies.isAckOfOurs(scan(ackWithTag("x123")))).isFalse();
    assertThat(new StatelessReply(8).isAckOfOurs(scan(ours))).isFalse();
  }

  @Test
  void neverAnswersAnAckOrAResponse() {
    String ack = invite().replace("INVITE", "ACK");
    String response = invite().replace("INVITE sip:bob@127.0.0.1 SIP/2.0", "SIP/2.0 200 OK");
    assertThat(replies.to(scan(ack), PEER, 400, "Bad Request", 0)).isNull();
    assertThat(replies.to(scan(response), PEER, 400, "Bad Request", 0)).isNull();
  }

  static String tagOf(String reply) {
    int start = reply.indexOf("tag=", reply.indexOf("\r\nTo:")) + 4;
    return reply.substring(start, reply.indexOf("\r\n", start));
  }

  static String ackWithTag(String tag) {
    return invite()
        .replace("INVITE", "ACK")
        .replace("To: <sip:bob@127.0.0.1>", "To: <sip:bob@127.0.0.1>;tag=" + tag);
  }
}
