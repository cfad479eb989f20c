package dev.tandem.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sip.auth.Authenticator.Claim;
import dev.tandem.sip.auth.Authenticator.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String URI = "sip:bob@example.com";
  private static final byte[] BODY = "v=0".getBytes(StandardCharsets.US_ASCII);
  private static final UserKeys ALICE = UserKeys.ofPassword("alice", "tandem", "secret");

  private long chance;
  private final Authenticator server = authenticator("0123456789abcdef");

  private Authenticator authenticator(String secret) {
    var settings =
        new Authenticator.Settings(
            "tandem",
            List.of(Algorithm.MD5, Algorithm.SHA_256, Algorithm.SHA_512_256),
            Duration.ofMinutes(5),
            10);
    return new Authenticator(settings, secret.getBytes(StandardCharsets.US_ASCII), () -> chance++);
  }

  private Challenge challenge(Algorithm algorithm) {
    return server.challenges(false, NOW).stream()
        .map(it -> Challenge.of(AuthParams.parse(it).orElseThrow()))
        .filter(it -> it.algorithm() == algorithm)
        .findFirst()
        .orElseThrow();
  }

  private static Credentials answer(
      Challenge challenge, String password, @Nullable Counted counted, String method) {
    String ha1 = Digest.ha1(challenge.algorithm(), "alice", "tandem", password);
    String response =
        Digest.response(challenge.algorithm(), ha1, challenge.nonce(), counted, method, URI, BODY);
    return new Credentials(
        "alice",
        false,
        "tandem",
        challenge.nonce(),
        URI,
        challenge.algorithm(),
        response,
        counted,
        null);
  }

  private static Credentials right(Challenge challenge, long count) {
    return answer(challenge, "secret", Counted.of(Qop.AUTH, "c", count), "INVITE");
  }

  private Claim claim(String header) {
    return server.claim(List.of(header), URI, NOW);
  }

  @Nested
  class AChallenge {
    @Test
    void offersAlgorithmsInTheOrderOfTheSettings() {
      List<String> offered = server.challenges(false, NOW);

      assertThat(offered).hasSize(3);
      assertThat(offered.get(0))
          .startsWith("Digest realm=\"tandem\", nonce=\"")
          .contains("algorithm=MD5", "qop=\"auth,auth-int\"")
          .doesNotContain("stale");
      assertThat(offered.get(1)).contains("algorithm=SHA-256");
      assertThat(offered.get(2)).contains("algorithm=SHA-512-256");
    }

    @Test
    void isNeverTheSameTwice() {
      assertThat(server.challenges(false, NOW))
          .doesNotContainAnyElementsOf(server.challenges(false, NOW));
    }

    @Test
    void saysWhenOnlyTheNonceWasWrong() {
      assertThat(server.challenges(true, NOW)).allMatch(it -> it.endsWith(", stale=true"));
    }
  }

  @Nested
  class AClaim {
    @ParameterizedTest
    @EnumSource
    void isTakenFromAnyNodeOfTheCluster(Algorithm algorithm) {
      String header = right(challenge(algorithm), 1).text();

      Authenticator another = authenticator("0123456789abcdef");
      var made = (Claim.Made) another.claim(List.of(header), URI, NOW);
      assertThat(made.credentials().text()).isEqualTo(header);
      assertThat(another.verify(made.credentials(), ALICE, "INVITE", BODY, NOW))
          .isEqualTo(Verdict.RIGHT);
    }

    @Test
    void withTheNonceOfAnotherClusterIsStale() {
      String header = right(challenge(Algorithm.MD5), 1).text();

      assertThat(authenticator("another secret 1").claim(List.of(header), URI, NOW))
          .isEqualTo(new Claim.Stale());
    }

    @Test
    void isStaleWhenItsNonceIsTooOld() {
      String header = right(challenge(Algorithm.MD5), 1).text();

      assertThat(server.claim(List.of(header), URI, NOW.plusSeconds(299)))
          .isInstanceOf(Claim.Made.class);
      assertThat(server.claim(List.of(header), URI, NOW.plusSeconds(300)))
          .isEqualTo(new Claim.Stale());
      assertThat(server.claim(List.of(header), URI, NOW.minusSeconds(31)))
          .as("of the future")
          .isEqualTo(new Claim.Stale());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "AAAA", "%%%%"})
    void withAMadeUpNonceIsStale(String nonce) {
      assertThat(
              claim(
                  "Digest username=\"a\", realm=\"tandem\", uri=\""
                      + URI
                      + "\", response=\"\", nonce=\""
                      + nonce
                      + "\""))
          .isEqualTo(new Claim.Stale());
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "Digest username=\"a\", realm=\"elsewhere\", nonce=\"n\", uri=\"u\", response=\"r\"",
          "Basic dXNlcjpwYXNz=x",
          "Basic dXNlcjpwYXNzd29yZA==",
          "Digest username=\"a\", realm=\"tandem\", nonce=\"n\", uri=\"u\", response=\"r\", algorithm=MD5-sess"
        })
    void thatIsNotForUsOrInAWayWeDoNotOfferIsNone(String header) {
      assertThat(claim(header)).isEqualTo(new Claim.None());
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "garbage",
          "Digest realm=\"tandem\"",
          "Digest username=\"a\", realm=\"tandem\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth",
          "Digest username=\"a\", realm=\"tandem\", nonce=\"n\", uri=\"u\", response=\"r\", qop=auth, nc=1, cnonce=\"c\""
        })
    void thatCannotBeMeantIsMalformed(String header) {
      assertThat(claim(header)).isInstanceOf(Claim.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
      "sip:bob@example.com, true",
      "sip:bob@EXAMPLE.com:5060;transport=tcp, true",
      "sip:carol@example.com, false",
      "sip:bob@example.org, false",
      "tel:+15551234, false"
    })
    void isForItsRequestUriOnly(String requestUri, boolean same) {
      String header = right(challenge(Algorithm.MD5), 1).text();

      assertThat(server.claim(List.of(header), requestUri, NOW) instanceof Claim.Made)
          .isEqualTo(same);
    }
  }

  @Nested
  class Verifying {
    private Verdict verify(Credentials credentials, @Nullable UserKeys keys) {
      return server.verify(credentials, keys, "INVITE", BODY, NOW);
    }

    @ParameterizedTest
    @EnumSource
    void theRightPasswordIsRight(Algorithm algorithm) {
      assertThat(verify(right(challenge(algorithm), 1), ALICE)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void aWrongPasswordAndNoSuchUserLookTheSame() {
      var counted = Counted.of(Qop.AUTH, "c", 1);
      Challenge challenge = challenge(Algorithm.SHA_256);

      assertThat(verify(answer(challenge, "wrong", counted, "INVITE"), ALICE))
          .isEqualTo(Verdict.WRONG);
      assertThat(verify(right(challenge, 1), null)).isEqualTo(Verdict.WRONG);
      assertThat(verify(right(challenge, 1), new UserKeys(Map.of())))
          .as("a user without a key of that algorithm")
          .isEqualTo(Verdict.WRONG);
      assertThat(verify(right(challenge, 1), ALICE)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void theUserThatStandsInForNobodyCannotBeGuessed() {
      Challenge challenge = challenge(Algorithm.MD5);
      String ha1 = Digest.ha1(Algorithm.MD5, "", "tandem", "");
      var counted = Counted.of(Qop.AUTH, "c", 1);
      String response =
          Digest.response(Algorithm.MD5, ha1, challenge.nonce(), counted, "INVITE", URI, BODY);

      assertThat(
              verify(
                  new Credentials(
                      "",
                      false,
                      "tandem",
                      challenge.nonce(),
                      URI,
                      Algorithm.MD5,
                      response,
                      counted,
                      null),
                  null))
          .isEqualTo(Verdict.WRONG);
    }

    @Test
    void anotherMethodIsWrong() {
      var credentials =
          answer(challenge(Algorithm.MD5), "secret", Counted.of(Qop.AUTH, "c", 1), "REGISTER");

      assertThat(verify(credentials, ALICE)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void anotherBodyIsWrongWhereItIsCovered() {
      var counted = Counted.of(Qop.AUTH_INT, "c", 1);
      var credentials = answer(challenge(Algorithm.MD5), "secret", counted, "INVITE");

      assertThat(server.verify(credentials, ALICE, "INVITE", new byte[] {1}, NOW))
          .isEqualTo(Verdict.WRONG);
      assertThat(verify(credentials, ALICE)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void anAnswerSentAgainIsStale() {
      Challenge challenge = challenge(Algorithm.MD5);

      assertThat(verify(right(challenge, 1), ALICE)).isEqualTo(Verdict.RIGHT);
      assertThat(verify(right(challenge, 1), ALICE)).isEqualTo(Verdict.STALE);
      assertThat(verify(right(challenge, 2), ALICE)).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void aNonceWithoutACountIsGoodOnce() {
      var old = answer(challenge(Algorithm.MD5), "secret", null, "INVITE");

      assertThat(verify(old, ALICE)).isEqualTo(Verdict.RIGHT);
      assertThat(verify(old, ALICE)).isEqualTo(Verdict.STALE);
    }

    @Test
    void wrongAnswersAreNotRemembered() {
      Challenge challenge = challenge(Algorithm.MD5);
      var wrong = answer(challenge, "wrong", Counted.of(Qop.AUTH, "c", 1), "INVITE");

      assertThat(verify(wrong, ALICE)).isEqualTo(Verdict.WRONG);
      assertThat(verify(right(challenge, 1), ALICE)).isEqualTo(Verdict.RIGHT);
    }
  }

  @Test
  void secretsAreNotPrinted() {
    String ha1 = Digest.ha1(Algorithm.MD5, "alice", "tandem", "secret");
    var credentials = right(challenge(Algorithm.MD5), 1);

    assertThat(ALICE.toString()).doesNotContain(ha1).contains("MD5");
    assertThat(credentials.toString()).doesNotContain(credentials.response());
    assertThat(new DigestClient.Login("alice", "secret").toString()).doesNotContain("secret");
  }
}
