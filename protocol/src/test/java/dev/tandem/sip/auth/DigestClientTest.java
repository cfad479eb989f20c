package dev.tandem.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import dev.tandem.sip.auth.DigestClient.Login;
import dev.tandem.sip.auth.DigestClient.Outcome;
import dev.tandem.sip.message.OutgoingRequest;
import dev.tandem.sip.message.Parsed;
import dev.tandem.sip.message.SipParser;
import dev.tandem.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestClientTest {
  private static final Map<String, Login> LOGINS =
      Map.of("one", new Login("alice", "secret"), "two", new Login("al", "other"));
  private static final OutgoingRequest INVITE =
      new OutgoingRequest(
          "INVITE",
          "sip:bob@example.com",
          "<sip:alice@example.com>;tag=a",
          "<sip:bob@example.com>",
          "call",
          7,
          List.of(),
          List.of(),
          "application/sdp",
          "v=0");

  private final DigestClient client =
      new DigestClient(realm -> Optional.ofNullable(LOGINS.get(realm)), () -> "chance");

  private static SipResponse response(
      int status, String callId, String cseq, String... challenges) {
    String text =
        "SIP/2.0 "
            + status
            + " Unauthorized\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
            + "From: <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>;tag=b\r\nCall-ID: "
            + callId
            + "\r\nCSeq: "
            + cseq
            + "\r\n"
            + String.join("\r\n", challenges)
            + "\r\nContent-Length: 0\r\n\r\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (new SipParser().parse(bytes, null)) {
      case Parsed.Response(var response) -> response;
      case Parsed.Request _, Parsed.Malformed _ -> throw new AssertionError(text);
    };
  }

  private static SipResponse challenged(String... challenges) {
    return response(401, "call", "7 INVITE", challenges);
  }

  private static String www(String realm, String more) {
    return "WWW-Authenticate: Digest realm=\"" + realm + "\", nonce=\"n\"" + more;
  }

  private static Outcome.Retry retry(Outcome outcome) {
    return (Outcome.Retry) outcome;
  }

  private static String why(Outcome outcome) {
    return ((Outcome.GiveUp) outcome).why();
  }

  private static Credentials credentials(Header header) {
    return Credentials.of(AuthParams.parse(header.value()).orElseThrow()).orElseThrow();
  }

  @Test
  void takesTheStrongestAlgorithmItKnowsAndPrefersAuth() {
    var retry =
        retry(
            client.challenged(
                INVITE,
                challenged(
                    www("one", ", algorithm=MD5, qop=\"auth\""),
                    www("one", ", algorithm=SHA-999, qop=\"auth\""),
                    www("one", ", algorithm=SHA-256, qop=\"auth-int,auth\", opaque=\"o \\\"q\""))));

    assertThat(retry.headers()).hasSize(1);
    Header header = retry.headers().getFirst();
    assertThat(header.name()).isEqualTo("Authorization");
    Credentials sent = credentials(header);
    assertThat(sent.algorithm()).isEqualTo(Algorithm.SHA_256);
    assertThat(sent.counted()).isEqualTo(new Counted(Qop.AUTH, "chance", "00000001"));
    assertThat(sent.opaque()).isEqualTo("o \"q");
    assertThat(sent.uri()).isEqualTo("sip:bob@example.com");
    assertThat(sent.response())
        .isEqualTo(
            Digest.response(
                Algorithm.SHA_256,
                Digest.ha1(Algorithm.SHA_256, "alice", "one", "secret"),
                "n",
                sent.counted(),
                "INVITE",
                "sip:bob@example.com",
                new byte[0]));
  }

  @Test
  void answersSeveralRealmsAtOnce() {
    var retry =
        retry(
            client.challenged(
                INVITE,
                response(
                    407,
                    "call",
                    "7 INVITE",
                    "Proxy-Authenticate: Digest realm=\"two\", nonce=\"p\", qop=\"auth-int\"",
                    www("one", ""))));

    assertThat(retry.headers())
        .extracting(Header::name)
        .containsExactly("Authorization", "Proxy-Authorization");
    assertThat(credentials(retry.headers().get(0)).counted()).isNull();
    Credentials proxy = credentials(retry.headers().get(1));
    assertThat(proxy.user()).isEqualTo("al");
    assertThat(proxy.algorithm()).isEqualTo(Algorithm.MD5);
    assertThat(proxy.counted()).isEqualTo(new Counted(Qop.AUTH_INT, "chance", "00000001"));
  }

  @Test
  void countsEachUseOfANonce() {
    var first = retry(client.challenged(INVITE, challenged(www("one", ", qop=\"auth\""))));
    var second = first.next().accepted().authorize(INVITE);

    assertThat(credentials(second.headers().getFirst()).counted())
        .isEqualTo(new Counted(Qop.AUTH, "chance", "00000002"));
  }

  @Test
  void tellsAWrongPasswordFromAStaleNonce() {
    SipResponse fresh = challenged(www("one", ""));
    SipResponse stale = challenged(www("one", ", stale=TRUE"));
    DigestClient tried = retry(client.challenged(INVITE, fresh)).next();

    assertThat(why(tried.challenged(INVITE, fresh))).contains("one", "refuses");
    DigestClient again = retry(tried.challenged(INVITE, stale)).next();
    assertThat(why(again.challenged(INVITE, stale))).as("once only").contains("refuses");
    assertThat(again.accepted().challenged(INVITE, fresh)).isInstanceOf(Outcome.Retry.class);
  }

  @ParameterizedTest
  @CsvSource({"other, 7 INVITE", "call, 8 INVITE", "call, 7 BYE"})
  void answersNoChallengeToARequestOfSomebodyElse(String callId, String cseq) {
    assertThat(why(client.challenged(INVITE, response(401, callId, cseq, www("one", "")))))
        .contains("not for a request of ours");
  }

  @Test
  void saysWhatItCannotAnswer() {
    assertThat(why(client.challenged(INVITE, challenged(www("one", ", algorithm=MD5-sess")))))
        .contains("one: algorithm MD5-sess");
    assertThat(why(client.challenged(INVITE, challenged(www("one", ", qop=\"auth-conf\"")))))
        .contains("one: qop auth-conf");
    assertThat(why(client.challenged(INVITE, challenged(www("three", "")))))
        .contains("no user for realm three");
    assertThat(why(client.challenged(INVITE, challenged()))).contains("no challenge");
  }

  @Test
  void hidesTheUserNameWhenAsked() {
    var retry = retry(client.challenged(INVITE, challenged(www("one", ", userhash=true"))));
    Credentials sent = credentials(retry.headers().getFirst());

    assertThat(sent.userhash()).isTrue();
    assertThat(sent.user()).isEqualTo(Algorithm.MD5.hash("alice:one"));
  }

  @Test
  void answersSoManyRealmsAndNoMore() {
    var everywhere = new DigestClient(_ -> Optional.of(new Login("a", "b")), () -> "chance");
    var many = new String[9];
    for (int i = 0; i < many.length; i++) {
      many[i] = www("realm" + i, "");
    }

    var retry = retry(everywhere.challenged(INVITE, challenged(many)));
    assertThat(retry.headers()).hasSize(DigestClient.MAX_REALMS);
    assertThat(why(retry.next().challenged(INVITE, challenged(www("realm8", "")))))
        .contains("more than 8 realms");
  }
}
