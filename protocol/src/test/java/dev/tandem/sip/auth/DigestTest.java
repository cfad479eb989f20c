package dev.tandem.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of the RFCs.
class DigestTest {
  private static final byte[] NO_BODY = {};

  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA_256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void rfc7616Section391(Algorithm algorithm, String response) {
    String ha1 = Digest.ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
    var counted = new Counted(Qop.AUTH, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "00000001");

    assertThat(
            Digest.response(
                algorithm,
                ha1,
                "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                counted,
                "GET",
                "/dir/index.html",
                NO_BODY))
        .isEqualTo(response);
  }

  /// With the figures of erratum 4897: those printed in the RFC are of SHA-512 cut short.
  @Test
  void rfc7616Section392() {
    Algorithm algorithm = Algorithm.SHA_512_256;
    String user = "J\u00e4s\u00f8n Doe";
    String ha1 = Digest.ha1(algorithm, user, "api@example.org", "Secret, or not?");
    var counted = new Counted(Qop.AUTH, "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", "00000001");

    assertThat(Digest.userhash(algorithm, user, "api@example.org"))
        .isEqualTo("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b");
    assertThat(
            Digest.response(
                algorithm,
                ha1,
                "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
                counted,
                "GET",
                "/doe.json",
                NO_BODY))
        .isEqualTo("3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
  }

  /// RFC 2617 §3.5 without qop, as of RFC 2069's erratum.
  @Test
  void theWayOfBeforeQop() {
    String ha1 = Digest.ha1(Algorithm.MD5, "Mufasa", "testrealm@host.com", "CircleOfLife");

    assertThat(
            Digest.response(
                Algorithm.MD5,
                ha1,
                "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                null,
                "GET",
                "/dir/index.html",
                NO_BODY))
        .isEqualTo("1949323746fe6a43ef61f9606e7febea");
  }

  @Test
  void authIntCoversTheBody() {
    var counted = new Counted(Qop.AUTH_INT, "c", "00000001");
    byte[] body = "v=0".getBytes(StandardCharsets.UTF_8);
    String ha2 = Algorithm.MD5.hash("INVITE:sip:a@b:" + Algorithm.MD5.hash("v=0"));

    assertThat(Digest.response(Algorithm.MD5, "ha1", "n", counted, "INVITE", "sip:a@b", body))
        .isEqualTo(Algorithm.MD5.hash("ha1:n:00000001:c:auth-int:" + ha2));
  }
}
