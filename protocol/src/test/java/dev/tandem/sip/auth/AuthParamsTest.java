package dev.tandem.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthParamsTest {
  @Test
  void readsTokensAndQuotedText() {
    var read =
        AuthParams.parse("DIGEST Realm = \"a, \\\"b\\\"=c\" ,qop=auth,\tempty=\"\"").orElseThrow();

    assertThat(read.isDigest()).isTrue();
    assertThat(read.get("realm")).isEqualTo("a, \"b\"=c");
    assertThat(read.get("qop")).isEqualTo("auth");
    assertThat(read.has("empty")).isTrue();
    assertThat(AuthParams.quoted("a \"\\")).isEqualTo("\"a \\\"\\\\\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Digest",
        "Digest ",
        "Digest realm",
        "Digest realm=",
        "Digest realm=\"open",
        "Digest realm=\"open\\\"",
        "Digest =x",
        "Digest a=b c=d",
        "Digest a=b,",
        "Digest a=b, A=c"
      })
  void whatIsNotOfThatFormIsNoneOfIt(String text) {
    assertThat(AuthParams.parse(text)).isEmpty();
  }

  @Test
  void hasABound() {
    var text = new StringBuilder("Digest p0=v");
    for (int i = 1; i < 32; i++) {
      text.append(",p").append(i).append("=v");
    }

    assertThat(AuthParams.parse(text.toString())).isPresent();
    assertThat(AuthParams.parse(text + ",p32=v")).isEmpty();
  }
}
