package dev.tandem.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.protocol.Gruus.Gruu;
import dev.tandem.protocol.Gruus.Public;
import dev.tandem.protocol.Gruus.Temporary;
import dev.tandem.protocol.Gruus.Unknown;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GruusTest {
  private static final String PHONE = "<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>";
  private static final AddressOfRecord ALICE = new AddressOfRecord("alice@example.com");

  private final Gruus gruus = gruus("0123456789abcdef");

  private static Gruus gruus(String secret) {
    return new Gruus(secret.getBytes(StandardCharsets.UTF_8));
  }

  private Gruu read(String uri) {
    return Objects.requireNonNull(gruus.read(uri));
  }

  private static Binding binding(@Nullable String instance, String callId) {
    return new Binding(
        "k",
        "sip:al@192.0.2.7",
        1000,
        Instant.MAX,
        callId,
        1,
        instance,
        0,
        List.of(),
        null,
        "node:1",
        null,
        Instant.EPOCH);
  }

  @Test
  void aPublicOneIsTheAddressWithTheInstance() {
    String uri = gruus.publicOf("sip:alice@example.com:5070;x=1", PHONE);

    assertThat(uri)
        .isEqualTo("sip:alice@example.com:5070;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
    assertThat(gruus.read(uri))
        .isEqualTo(new Public(ALICE, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    assertThat(gruus.userOf(uri)).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<urn:x:a;b=c>", "plain", "<urn:x:%41?\">", "<urn:x:ä>", ">", "a b"})
  void whateverAnInstanceIsCalledItIsFoundAgain(String instance) {
    String uri = gruus.publicOf("sips:alice@example.com", instance);

    assertThat(uri).matches("sips:alice@example.com;gr=[!-~&&[^<>\";?]]+");
    assertThat(Gruus.names(read(uri), binding(instance, "c"))).isTrue();
    assertThat(Gruus.names(read(uri), binding(PHONE, "c"))).isFalse();
    assertThat(Gruus.names(read(uri), binding(null, "c"))).isFalse();
  }

  @Test
  void aTemporaryOneSaysNothingAndLeadsToTheInstanceAtAnyNode() {
    String one = gruus.temporaryOf("sip:alice@example.com:5070", ALICE, PHONE, "call-1");
    String other = gruus.temporaryOf("sip:alice@example.com:5070", ALICE, PHONE, "call-1");

    assertThat(one)
        .matches("sip:tgruu\\.[A-Za-z0-9_-]+@example\\.com:5070;gr")
        .isNotEqualTo(other)
        .doesNotContain("alice");
    for (String uri : List.of(one, other, one + "=", one.replace(";gr", ";x;GR"))) {
      var read = (Temporary) Objects.requireNonNull(gruus("0123456789abcdef").read(uri));
      assertThat(read.address()).isEqualTo(ALICE);
      assertThat(Gruus.names(read, binding(PHONE, "call-1"))).isTrue();
      assertThat(Gruus.isValid(read, binding(PHONE, "call-1"))).isTrue();
    }
    assertThat(gruus.userOf(one)).isEqualTo("alice");
    assertThat(gruus.addressOf(one)).contains(ALICE);
  }

  @Test
  void aTemporaryOneIsOverWhenItsInstanceRegistersWithAnotherCallId() {
    var read = read(gruus.temporaryOf("sip:alice@example.com", ALICE, PHONE, "call-1"));

    assertThat(Gruus.names(read, binding(PHONE, "call-2"))).isTrue();
    assertThat(Gruus.isValid(read, binding(PHONE, "call-2"))).isFalse();
    assertThat(Gruus.names(read, binding("<urn:x:other>", "call-1"))).isFalse();
  }

  @Test
  void whatIsNotSealedByOursIsUnknown() {
    String right = gruus.temporaryOf("sip:alice@example.com", ALICE, PHONE, "c");
    String sealed = right.substring("sip:tgruu.".length(), right.indexOf('@'));
    for (String wrong :
        List.of(
            "",
            "!",
            "AAAA",
            sealed.substring(4),
            sealed.substring(0, sealed.length() - 4),
            (sealed.charAt(20) == 'A' ? "B" : "A") + sealed.substring(1))) {
      assertThat(gruus.read("sip:tgruu." + wrong + "@example.com;gr"))
          .as(wrong)
          .isEqualTo(new Unknown());
    }
    assertThat(gruus.read("sip:alice@example.com;gr")).isEqualTo(new Unknown());
    assertThat(gruus("another secret 16").read(right)).isEqualTo(new Unknown());
    assertThat(gruus.addressOf(right.replace(";gr", ";x")))
        .hasValueSatisfying(it -> assertThat(it.user()).startsWith("tgruu."));
  }

  @Test
  void theLongestAddressFitsIntoAUri() {
    var longest = new AddressOfRecord("a".repeat(178) + "@" + "h".repeat(19));
    String uri = gruus.temporaryOf("sip:a@" + "h".repeat(19), longest, PHONE, "c");

    assertThat(uri.length()).isLessThan(512);
    assertThat(gruus.addressOf(uri)).contains(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:alice@example.com",
        "sip:alice;gr@example.com",
        "sip:alice@example.com;grid=1",
        "sip:alice@example.com?gr=1",
        "sip:example.com;gr=x"
      })
  void whatHasNoGrIsNone(String uri) {
    assertThat(Gruus.isGruu(uri)).isFalse();
    assertThat(gruus.read(uri)).isNull();
  }

  @Test
  void aShortSecretIsRefused() {
    assertThatThrownBy(() -> gruus("short")).isInstanceOf(IllegalArgumentException.class);
  }
}
