package dev.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@org.jspecify.annotations.NullUnmarked
class SipParserTest {
  static final InetSocketAddress SOURCE = new InetSocketAddress("127.0.0.9", 41000);
  static final String INVITE =
      """
      INVITE sip:bob@example.com;transport=udp SIP/2.0
      Via: SIP/2.0/UDP 10.1.1.1:5070;branch=z9hG4bKabc;rport;received=1.2.3.4, SIP/2.0/TCP far.example;branch=z9hG4bKold
      v: SIP/2.0/UDP third.example;branch=z9hG4bKolder
      Max-Forwards: 69
      f: "Alice, of A" <sip:alice@a.example>;tag=a1
      To: Bob <sip:bob@example.com>
      i: call-1@a.example
      CSeq: 4711 INVITE
      m: <sip:alice@10.1.1.1:5070;transport=tcp>;expires=60
      Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>
      Record-Route: <sip:p0.example;lr>
      k: timer, 100rel
      Subject: one
       two
      X-Odd: "a, b" ; c
      Content-Type: application/sdp
      Content-Length: 5

      v=0
      """
          .replace("\n", "\r\n");

  final SipParser parser = new SipParser();

  private Parsed parse(String message) {
    return parser.parse(message.getBytes(StandardCharsets.UTF_8), SOURCE);
  }

  private SipRequest request(String message) {
    return switch (parse(message)) {
      case Parsed.Request(var request) -> request;
      case Parsed other -> throw new AssertionError(other.toString());
    };
  }

  @Nested
  class ARequest {
    final SipRequest invite = request(INVITE);

    @Test
    void isReadWithCompactNamesFoldsAndLists() {
      assertThat(invite.method()).isEqualTo("INVITE");
      assertThat(invite.requestUri()).isEqualTo("sip:bob@example.com;transport=udp");
      assertThat(invite.callId()).isEqualTo("call-1@a.example");
      assertThat(invite.cseq()).isEqualTo(4711);
      assertThat(invite.fromUri()).isEqualTo("sip:alice@a.example");
      assertThat(invite.fromDisplayName()).isEqualTo("Alice, of A");
      assertThat(invite.fromTag()).isEqualTo("a1");
      assertThat(invite.toTag()).isEmpty();
      assertThat(invite.contact()).isEqualTo("sip:alice@10.1.1.1:5070;transport=tcp");
      assertThat(invite.recordRoutes())
          .containsExactly("<sip:p2.example;lr>", "<sip:p1.example;lr>", "<sip:p0.example;lr>");
      assertThat(invite.elements("Supported")).containsExactly("timer", "100rel");
      assertThat(invite.header("Subject")).isEqualTo("one two");
      assertThat(invite.maxForwards()).isEqualTo(69);
      assertThat(invite.body()).isEqualTo("v=0\r\n");
      assertThat(invite.otherHeaders(Set.of("contact", "supported")))
          .containsExactly(new Header("Subject", "one two"), new Header("X-Odd", "\"a, b\" ; c"));
    }

    @Test
    void hasItsViaFilledInAndSpoofedValuesReplaced() {
      assertThat(invite.via().text())
          .isEqualTo("SIP/2.0/UDP 10.1.1.1:5070;branch=z9hG4bKabc;rport=41000;received=127.0.0.9");
    }

    @Test
    void survivesBeingStoredAndReadAgain() {
      var again = ((Parsed.Request) parser.parse(invite.bytes(), null)).request();

      assertThat(again.via().rport()).isEqualTo(41000);
      assertThat(again.via().responseHost()).isEqualTo("127.0.0.9");
      assertThat(again.body()).isEqualTo(invite.body());
      assertThat(again.responseHead()).isEqualTo(invite.responseHead());
    }

    @Test
    void isAnsweredWithWhatAResponseCopies() {
      String ringing = text(invite.responseHead().encode(180, "ours", List.of()));

      assertThat(ringing)
          .isEqualTo(
              """
              SIP/2.0 180 Ringing
              Via: SIP/2.0/UDP 10.1.1.1:5070;branch=z9hG4bKabc;rport=41000;received=127.0.0.9, SIP/2.0/TCP far.example;branch=z9hG4bKold
              Via: SIP/2.0/UDP third.example;branch=z9hG4bKolder
              From: "Alice, of A" <sip:alice@a.example>;tag=a1
              Call-ID: call-1@a.example
              CSeq: 4711 INVITE
              To: Bob <sip:bob@example.com>;tag=ours
              Record-Route: <sip:p2.example;lr>, <sip:p1.example;lr>
              Record-Route: <sip:p0.example;lr>
              Content-Length: 0

              """
                  .replace("\n", "\r\n"));
    }

    @Test
    void isRefusedWithoutRecordRouteAndWithCountedBytes() {
      String refusal =
          text(invite.responseHead().encode(488, "Nö", "t", List.of(), "text/plain", "ü"));

      assertThat(refusal)
          .startsWith("SIP/2.0 488 Nö\r\n")
          .contains("Content-Length: 2\r\n")
          .doesNotContain("Record-Route");
    }
  }

  @Nested
  class ARefusedMessage {
    @ParameterizedTest(name = "{0} replaced by {1}: {2} {3}")
    @CsvSource(
        delimiter = '|',
        value = {
          "Call-ID: a1   | Subject: x                         | 400 | no Call-ID",
          "Subject: s    | To: <sip:x@y>                      | 400 | more than one To",
          "z9hG4bKa      | abc                                | 400 | no RFC 3261 branch",
          "z9hG4bKa      | z9hG4bK                            | 400 | no RFC 3261 branch",
          "SIP/2.0/UDP   | SIP/3.0/UDP                        | 400 | no usable Via",
          "CSeq: 1       | CSeq: one                          | 400 | syntax",
          "1 OPTIONS     | 1 INVITE                           | 400 | CSeq of another method",
          "1 OPTIONS     | 4294967296 OPTIONS                 | 400 | syntax",
          "b SIP/2.0     | b SIP/7.0                          | 505 | version",
          "Content-Length: 0 | Content-Length: 1              | 400 | wrong Content-Length",
          "Content-Length: 0 | Content-Length: -1             | 400 | wrong Content-Length",
          "Content-Length: 0 | Content-Length: 99999999999999 | 400 | wrong Content-Length",
          "<sip:c@d>     | <sip:c@d                           | 400 | syntax",
        })
    void saysWhatIsWrong(String old, String now, int status, String problem) {
      String options =
          """
          OPTIONS sip:a@b SIP/2.0
          Via: SIP/2.0/UDP a:5070;branch=z9hG4bKa
          From: <sip:a@b>;tag=1
          To: <sip:c@d>
          Call-ID: a1
          CSeq: 1 OPTIONS
          Subject: s
          Content-Length: 0

          """
              .replace("\n", "\r\n");
      assertThat(parse(options)).isInstanceOf(Parsed.Request.class);

      var malformed = (Parsed.Malformed) parse(options.replace(old.strip(), now.strip()));

      assertThat(malformed.problem()).isEqualTo(problem);
      assertThat(malformed.status()).isEqualTo(status);
    }

    @Test
    void aBrokenHeaderNobodyNeedsIsNoReason() {
      assertThat(parse(INVITE.replace("Subject: one", "Date: no date, \"really")))
          .isInstanceOf(Parsed.Request.class);
    }

    @Test
    void mutationsOfAnInviteNeverThrow() {
      long seed = 4475;
      var random = new Random(seed);
      byte[] invite = INVITE.getBytes(StandardCharsets.UTF_8);
      int readable = 0;
      for (int i = 0; i < 3_000; i++) {
        byte[] mutant = invite.clone();
        for (int j = random.nextInt(6); j >= 0; j--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        if (parser.parse(mutant, SOURCE) instanceof Parsed.Request(var request)) {
          request.otherHeaders(Set.of());
          request.responseHead().encode(200, "t", List.of());
          request.bytes();
          readable++;
        }
      }
      assertThat(readable).as("seed %s", seed).isBetween(1, 2_999);
    }
  }

  @Nested
  class ARequestOfOurs {
    final OutgoingRequest invite =
        new OutgoingRequest(
            "INVITE",
            "sip:bob@b",
            "<sip:a@a>;tag=1",
            "<sip:bob@b>",
            "c",
            5,
            List.of("<sip:p;lr>"),
            List.of(new Header("Contact", "<sip:a@a>")),
            "application/sdp",
            "v=0");

    @Test
    void isReadBackAsItWasWritten() {
      var read = request(text(invite.encode("SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bKx")));

      assertThat(read.header("Route")).isEqualTo("<sip:p;lr>");
      assertThat(read.maxForwards()).isEqualTo(70);
      assertThat(read.body()).isEqualTo("v=0");
    }

    @Test
    void refusesAValueThatWouldStartANewLine() {
      org.assertj.core.api.Assertions.assertThatThrownBy(() ->
              new OutgoingRequest(
                  "BYE", "sip:a", "f\r\nX: y", "t", "c", 1, List.of(), List.of(), null, ""))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class AVia {
    @ParameterizedTest
    @CsvSource({
      "SIP/2.0/UDP a.example;branch=x, UDP, a.example, -1, a.example",
      "sip / 2.0 / tcp  10.0.0.1 : 5070 ;branch=x, TCP, 10.0.0.1, 5070, 10.0.0.1:5070",
      "SIP/2.0/WSS [2001:DB8::1]:5061;branch=x, WSS, 2001:DB8::1, 5061, [2001:db8::1]:5061",
    })
    void isRead(String text, String transport, String host, int port, String sentBy) {
      var via = Via.parse(text);

      assertThat(via.transport()).isEqualTo(transport);
      assertThat(via.host()).isEqualTo(host);
      assertThat(via.port()).isEqualTo(port);
      assertThat(via.sentBy()).isEqualTo(sentBy);
      assertThat(via.branch()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({
      "SIP/2.0/UDP", "SIP/2.0 a", "SIP/2.0/ a", "SIP/2.0/UDP a:0", "SIP/2.0/UDP a:70000",
      "SIP/2.0/UDP a:x", "SIP/2.0/UDP a b", "SIP/2.0/UDP ;branch=x", "SIP/2.0/U<P a",
          "HTTP/2.0/UDP a",
      "SIP/2.0/UDP [x y]", "SIP/2.0/UDP a:",
    })
    void isRefused(String text) {
      assertThat(Via.parse(text)).isNull();
    }
  }

  @Nested
  class ASipUri {
    @ParameterizedTest
    @CsvSource({
      "sip:bob@host.example,host.example,-1,,false",
      "<sip:p1.example:5080;lr;transport=TCP>;x=y,p1.example,5080,tcp,true",
      "sips:[2001:db8::1]:5061,2001:db8::1,5061,,false",
      "sip:a:b@c;d=e@10.0.0.1?Subject=x:y,10.0.0.1,-1,,false",
    })
    void givesWhereARequestGoes(String text, String host, int port, String transport, boolean lr) {
      var uri = SipUri.parse(text).orElseThrow();

      assertThat(uri.host()).isEqualTo(host);
      assertThat(uri.port()).isEqualTo(port);
      assertThat(uri.transport()).isEqualTo(transport);
      assertThat(uri.looseRouter()).isEqualTo(lr);
    }

    @ParameterizedTest
    @CsvSource({"tel:123", "sip:", "sip:a@", "sip:a@b:0", "sip:a@b:70000", "sip:a@b:x", "bob"})
    void refusesTheRest(String text) {
      assertThat(SipUri.parse(text)).isEmpty();
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
