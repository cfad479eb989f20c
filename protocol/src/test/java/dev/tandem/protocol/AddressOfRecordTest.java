package dev.tandem.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressOfRecordTest {
  @ParameterizedTest
  @CsvSource({
    "sip:alice@Example.COM, alice@example.com",
    "SIPS:Alice@example.com:5061;transport=tls?Subject=x, Alice@example.com",
    "sip:al%69ce%40home:pw;p=1@example.com, alice@home@example.com",
    "sip:j%C3%B6rg@[2001:DB8::1]:5060, jörg@[2001:db8::1]",
    "alice@example.com, alice@example.com"
  })
  void isTheUriInItsCanonicalForm(String uri, String value) {
    var address = AddressOfRecord.of(uri).orElseThrow();

    assertThat(address.value()).isEqualTo(value);
    assertThat(AddressOfRecord.ofEntity(address.entityId(100))).isEqualTo(address);
    assertThat(address.entityId(100)).matches("[0-9]{1,2}-[\\x21-\\x7e]+");
    assertThat(AddressOfRecord.of(address.uri())).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sip:example.com",
        "sip:@example.com",
        "sip:alice@",
        "sip:al%4@example.com",
        "sip:al%ff@example.com",
        "sip:al%0Aice@example.com",
        "sip:a@b@c"
      })
  void whatNamesNobodyIsNone(String uri) {
    assertThat(AddressOfRecord.of(uri)).isEmpty();
  }

  @Test
  void hasABound() {
    String host = "@example.com";
    String longest = "a".repeat(200 - "%40".length() - host.length() + 1) + host;

    assertThat(AddressOfRecord.of("sip:" + longest)).isPresent();
    assertThat(AddressOfRecord.of("sip:a" + longest)).isEmpty();
    assertThatThrownBy(() -> new AddressOfRecord("a" + longest))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
