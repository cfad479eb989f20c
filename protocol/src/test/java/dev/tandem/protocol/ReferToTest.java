package dev.tandem.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferToTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<sip:carol@example.com>|sip:carol@example.com",
        "sip:carol@example.com|sip:carol@example.com",
        "\"Carol\" <sips:carol@example.com:5061;transport=tls>|sips:carol@example.com:5061;transport=tls",
        "<sip:carol@example.com;method=INVITE;user=phone>|sip:carol@example.com;user=phone",
        "<sip:example.com>|sip:example.com"
      })
  void aUriThatIsToBeCalled(String value, String uri) {
    assertThat(ReferTo.parse(value)).contains(new ReferTo(uri, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<>",
        "<sip:>",
        "<tel:110>",
        "<http://example.com>",
        "<sip:a@b;method=BYE>",
        "<sip:a@b>, <sip:c@d>",
        "<sip:a b@c>",
        "<sip:a@b?Replaces=x>",
        "<sip:a@b?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2&Replaces=y%3Bto-tag%3D1%3Bfrom-tag%3D2>",
        "<sip:a@b?Replaces=%zz%3Bto-tag%3D1%3Bfrom-tag%3D2>",
        "<sip:a@b?Replaces=x%0d%0a%3Bto-tag%3D1%3Bfrom-tag%3D2>"
      })
  void whatCannotBeCalled(String value) {
    assertThat(ReferTo.parse(value)).isEmpty();
  }

  @Test
  void theCallToReplaceIsEscapedAndReadAgain() {
    var replaces = new Replaces("a+b@c", "1", "2", true);
    var target = new ReferTo("sip:carol@example.com", replaces);

    assertThat(target.text())
        .isEqualTo(
            "<sip:carol@example.com?Replaces=a%2Bb%40c%3Bto-tag%3D1%3Bfrom-tag%3D2%3Bearly-only>");
    assertThat(ReferTo.parse(target.text())).contains(target);
    assertThat(Replaces.parse(replaces.text())).contains(replaces);
  }
}
