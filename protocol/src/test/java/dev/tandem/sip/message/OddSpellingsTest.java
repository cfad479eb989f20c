package dev.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.sip.guard.MessageLimits;
import dev.tandem.sip.guard.RawScan;
import dev.tandem.sip.guard.Verdict;
import dev.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the grammar of RFC 3261 §25 allows and peers write: read the same by the guard before the
/// parser and by the parser.
@org.jspecify.annotations.NullUnmarked
class OddSpellingsTest {
  static final InetSocketAddress SOURCE = new InetSocketAddress("127.0.0.9", 41000);
  static final MessageLimits LIMITS = MessageLimits.from(ConfigFactory.load());
  static final String INVITE =
      """
      INVITE sip:bob@example.com SIP/2.0
      Via: SIP/2.0/UDP a.example:5070;branch=z9hG4bKabc
      Max-Forwards: 69
      From: <sip:alice@a.example>;tag=a1
      To: <sip:bob@example.com>
      Call-ID: call-1
      CSeq: 1 INVITE
      Contact: <sip:alice@10.1.1.1:5070>
      Content-Length: 0

      """
          .replace("\n", "\r\n");

  final SipParser parser = new SipParser();

  SipRequest read(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    RawScan scan = RawScan.of(bytes);
    assertThat(LIMITS.judge(scan, Transport.UDP)).isInstanceOf(Verdict.Ok.class);
    var request =
        switch (parser.parse(bytes, SOURCE)) {
          case Parsed.Request(var it) -> it;
          case Parsed other -> throw new AssertionError(other.toString());
        };
    assertThat(scan.topVia().sentByText()).isEqualTo(request.via().sentBy());
    assertThat(scan.topVia().branchText()).isEqualTo(request.via().branch());
    assertThat(scan.hasToTag()).isEqualTo(!request.toTag().isEmpty());
    return request;
  }

  static String with(String header, String value) {
    return INVITE.replaceFirst(header + ": [^\r]*", header + ": " + value.replace("\\", "\\\\"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SIP/2.0/UDP a.example:5070;branch=z9hG4bKabc             | a.example:5070",
        "SIP / 2.0 / UDP a.example:5070 ; branch = z9hG4bKabc     | a.example:5070",
        "SIP/2.0/UDP A.Example:5070;BRANCH=z9hG4bKabc             | a.example:5070",
        "SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bKabc         | [2001:db8::1]:5070",
        "SIP/2.0/UDP [2001:DB8::1];branch=z9hG4bKabc;rport        | [2001:db8::1]",
        "SIP/2.0/UDP a.example : 5070;branch=z9hG4bKabc           | a.example:5070",
        "SIP/2.0/UDP a.example:05070;branch=z9hG4bKabc            | a.example:5070",
        "SIP/2.0/UDP a.example;x=\"a;branch=b,c\";branch=z9hG4bKabc | a.example",
        "SIP/2.0/UDP a.example;branch=z9hG4bKabc,SIP/2.0/UDP b;branch=z9hG4bKb | a.example",
      })
  void ofAViaNameTheSameTransaction(String via, String sentBy) {
    var request = read(with("Via", via));

    assertThat(request.via().sentBy()).isEqualTo(sentBy);
    assertThat(request.via().branch()).isEqualTo("z9hG4bKabc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<sip:al%40work@a.example;user=phone>;tag=t   | sip:al%40work@a.example;user=phone |     | t",
        "sip:al@a.example;tag=t                       | sip:al@a.example          |              | t",
        "\"A, B <c> ;tag=x\" <sip:al@a.example>;tag=t | sip:al@a.example          | A, B <c> ;tag=x | t",
        "\"A \\\"b\\\" \\\\ c\" <sip:al@a.example>;tag=t | sip:al@a.example       | A \"b\" \\ c | t",
        "Al von Berg<sip:al@a.example> ; tag = t      | sip:al@a.example          | Al von Berg  | t",
        "\"Jürgen\" <sip:al@a.example>;tag=t          | sip:al@a.example          | Jürgen       | t",
        "<sip:al@[2001:db8::1]:5070>;tag=t            | sip:al@[2001:db8::1]:5070 |              | t",
        "<sip:conf?x@a.example>;TAG=t                 | sip:conf?x@a.example      |              | t",
        "<sip:al@a.example>;x=\"a;tag=b\";tag=t       | sip:al@a.example          |              | t",
        "<tel:+49-30-12;phone-context=x>;tag=t        | tel:+49-30-12;phone-context=x |          | t",
      })
  void ofAnAddressGiveUriNameAndTag(String value, String uri, String name, String tag) {
    var from = read(with("From", value));
    assertThat(from.fromUri()).isEqualTo(uri);
    assertThat(from.fromDisplayName()).isEqualTo(name);
    assertThat(from.fromTag()).isEqualTo(tag);

    var to = read(with("To", value));
    assertThat(to.toUri()).isEqualTo(uri);
    assertThat(to.toDisplayName()).isEqualTo(name);
    assertThat(to.toTag()).isEqualTo(tag);
    assertThat(to.responseHead().tagged()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sip:al@10.1.1.1;transport=tcp                   | sip:al@10.1.1.1",
        "<sip:al@10.1.1.1;transport=tcp;ob>;q=0.5        | sip:al@10.1.1.1;transport=tcp;ob",
        "\"a, <b>\" <sip:al@[::1]:5070>, <sip:c@d>       | sip:al@[::1]:5070",
        "<sip:a%20b:pw@10.1.1.1:5070;x=%3B;lr?Subject=y> | sip:a%20b:pw@10.1.1.1:5070;x=%3B;lr?Subject=y",
        "<sip:10.1.1.1>                                  | sip:10.1.1.1",
        "<SIP:Al@A.Example>                              | SIP:Al@A.Example",
      })
  void ofAContactGiveItsFirstUriAsItIs(String value, String uri) {
    assertThat(read(with("Contact", value)).contact()).isEqualToIgnoringCase(uri);
  }

  @Test
  void ofHeaderNamesAreOneHeader() {
    var request =
        read(
            INVITE
                .replace("Via:", "V :")
                .replace("From:", "F\t:")
                .replace("To: <", "tO:\r\n  <")
                .replace("Call-ID:", "I:")
                .replace("CSeq: 1 INVITE", "CSEQ:\r\n 1\r\n\tINVITE")
                .replace("Contact:", "M:")
                .replace("Content-Length: 0", "L:\t0  "));

    assertThat(request.callId()).isEqualTo("call-1");
    assertThat(request.cseqMethod()).isEqualTo("INVITE");
    assertThat(request.contact()).isEqualTo("sip:alice@10.1.1.1:5070");
    String response =
        new String(request.responseHead().encode(200, "t", List.of()), StandardCharsets.UTF_8);
    assertThat(response)
        .contains("\r\nTo: <sip:bob@example.com>;tag=t\r\n")
        .contains("\r\nVia: SIP/2.0/UDP a.example:5070;");
  }

  @Test
  void ofAnEmptyToTagAreNoTag() {
    assertThat(read(with("To", "\"x;tag=y\" <sip:bob@example.com;tag=z>")).toTag()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"<a>, b\" <sip:p.example:5070;lr>;x=y | p.example | 5070 | true",
        "<sip:a?b;c@p.example;lr?to=x>          | p.example | -1   | true",
        "<sip:p.example;lr=on>                  | p.example | -1   | true",
        "<sip:p.example;x=lr>                   | p.example | -1   | false",
        "<sip:[::1]:5070;transport=tcp;lr>      | ::1       | 5070 | true",
        "<sip:a@p.example?Route=%3Csip:q%3E&x=y@z> | p.example | -1 | false",
      })
  void ofARouteNameItsHop(String value, String host, int port, boolean loose) {
    var uri = SipUri.parse(value).orElseThrow();

    assertThat(uri.host()).isEqualTo(host);
    assertThat(uri.port()).isEqualTo(port);
    assertThat(uri.looseRouter()).isEqualTo(loose);
  }
}
