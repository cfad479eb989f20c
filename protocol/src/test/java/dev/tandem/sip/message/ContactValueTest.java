package dev.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactValueTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "<sip:al@192.0.2.1;transport=tcp>;expires=60 | sip:al@192.0.2.1;transport=tcp | 60",
        "\"A <b;c> \\\"\" <sip:al@192.0.2.1> ; expires=60 | sip:al@192.0.2.1 | 60",
        "Al <sip:al@192.0.2.1>;q=1;Expires=\"60\" | sip:al@192.0.2.1 | 60",
        "sip:al@192.0.2.1;expires=60;+sip.instance=\"<urn:x>\" | sip:al@192.0.2.1 | 60"
      })
  void isReadInAllItsForms(String element, String uri, String expires) {
    ContactValue read = ContactValue.parse(element).orElseThrow();

    assertThat(read.uri()).isEqualTo(uri);
    assertThat(read.parameter("expires")).isEqualTo(expires);
    assertThat(read.parameter("reg-id")).isNull();
  }

  @Test
  void anInstanceHasBracketsOfItsOwn() {
    ContactValue read =
        ContactValue.parse("<sip:a@b>;+sip.instance=\"<urn:uuid:1;x>\";reg-id=2").orElseThrow();

    assertThat(read.parameter("+sip.instance")).isEqualTo("<urn:uuid:1;x>");
    assertThat(read.parameter("reg-id")).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "<sip:a@b",
        "mailto:a@b",
        "<sip:a@b>x",
        "<sip:a b@c>",
        "<sip:>",
        "\"<sip:a@b>"
      })
  void whatIsNoneIsNone(String element) {
    assertThat(ContactValue.parse(element)).isEmpty();
  }
}
