package dev.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipUriTest {
  /// RFC 3263 §4: the value of `maddr`, else the host.
  @ParameterizedTest
  @CsvSource({
    "sip:al@a.example, a.example",
    "sip:al@a.example;maddr=192.0.2.1;lr, 192.0.2.1",
    "sip:al@a.example;MADDR=b.example, b.example",
    "<sip:al@a.example:7;maddr=[2001:db8::1]>, 2001:db8::1",
    "sip:al@a.example;maddr=, a.example",
    "sip:al;maddr=x@a.example, a.example",
  })
  void goesTo(String uri, String target) {
    assertThat(SipUri.parse(uri)).get().extracting(SipUri::target).isEqualTo(target);
  }
}
