package dev.tandem.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.sdp.Format;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaOptionsTest {
  @Test
  void theKnownCodecsAreThoseOfDescriptions() {
    assertThat(MediaOptions.KNOWN)
        .allSatisfy(name -> assertThat(Format.named(name)).as(name).isNotNull());
  }

  @Test
  void codecsAreKnownAndWhatIsRequiredIsAmongThem() {
    assertThat(MediaOptions.codecs("pcma", "PCMU").requiring("PCMA").problem()).isEmpty();
    assertThat(MediaOptions.codecs("G729").problem()).contains("G729").contains("PCMU and PCMA");
    assertThat(MediaOptions.codecs("PCMU").requiring("PCMA").problem()).contains("not among");
    assertThat(MediaOptions.NONE.requiring("PCMA").problem()).isEmpty();
    assertThatThrownBy(() -> MediaOptions.codecs("opus").checked())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "x:",
        "x:a\r\na=sendonly",
        "x:\u00e9",
        "rtpmap:0 x",
        "SendOnly",
        "ptime:20",
        "crypto:1"
      })
  void whatIsNoAttributeOrOursIsRefused(String attribute) {
    assertThat(MediaOptions.NONE.withAttributes(attribute).problem()).isNotEmpty();
  }

  @Test
  void attributesAreBounded() {
    String longest = "x".repeat(64) + ":" + "v".repeat(255);
    var most = Collections.nCopies(MediaOptions.MOST_ATTRIBUTES, longest);
    var options = new MediaOptions(List.of(), null, List.of(), most);
    assertThat(options.problem()).isEmpty();
    var more = Collections.nCopies(MediaOptions.MOST_ATTRIBUTES + 1, "x");
    assertThat(new MediaOptions(List.of(), null, List.of(), more).problem()).contains("16");
    assertThat(MediaOptions.NONE.withAttributes(longest + "v").problem()).isNotEmpty();
    assertThat(MediaOptions.NONE.withAttributes("x" + longest).problem()).isNotEmpty();
  }

  @Test
  void withoutCodecsThoseBelowCount() {
    var trunk = MediaOptions.codecs("PCMA");
    assertThat(MediaOptions.NONE.inOurOrder().over(trunk)).isEqualTo(trunk.inOurOrder());
    assertThat(MediaOptions.codecs("PCMU").over(trunk)).isEqualTo(MediaOptions.codecs("PCMU"));
  }
}
