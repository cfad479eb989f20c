package dev.tandem.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class G711Test {
  /// Values of ITU-T G.711 tables 1a and 2a at the segment ends, scaled to 16 bit.
  @ParameterizedTest(name = "{0} decodes {1} to {2}")
  @CsvSource({
    "PCMU, 0xff, 0", "PCMU, 0x7f, 0", "PCMU, 0x80, 32124", "PCMU, 0x00, -32124",
    "PCMU, 0xfe, 8", "PCMU, 0x8f, 16764", "PCMU, 0xa0, 7932", "PCMU, 0xef, 132",
    "PCMA, 0xd5, 8", "PCMA, 0x55, -8", "PCMA, 0xaa, 32256", "PCMA, 0x2a, -32256",
    "PCMA, 0xd4, 24", "PCMA, 0xc5, 264", "PCMA, 0xa5, 16896", "PCMA, 0xb5, 8448",
  })
  void decodesTheReferenceValues(String law, String code, int linear) {
    assertThat(law(law).decode((byte) (int) Integer.decode(code))).isEqualTo((short) linear);
  }

  @ParameterizedTest(name = "{0} gives every code back")
  @CsvSource({"PCMU", "PCMA"})
  void encodingWhatWasDecodedGivesTheCodeBack(String name) {
    G711 law = law(name);
    for (int code = 0; code < 256; code++) {
      int expected = name.equals("PCMU") && code == 0x7f ? 0xff : code; // two zeros in µ-law
      assertThat(law.encode(law.decode((byte) code)) & 0xff).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} is monotone, and off by half a step at most")
  @CsvSource({"PCMU", "PCMA"})
  void everySampleComesBackWithinHalfAStep(String name) {
    G711 law = law(name);
    int before = Short.MIN_VALUE;
    for (int sample = -32768; sample < 32768; sample++) {
      int back = law.decode(law.encode((short) sample));
      assertThat(Math.abs(back - sample))
          .as("sample %d", sample)
          .isLessThanOrEqualTo(9 + Math.abs(sample) / 31);
      assertThat(back).isGreaterThanOrEqualTo(before);
      before = back;
    }
  }

  @Test
  void transcodingKeepsTheLevel() {
    for (int code = 0; code < 256; code++) {
      int mu = G711.PCMU.decode((byte) code);
      int a = G711.PCMA.decode(G711.PCMU.transcodeTable()[code]);
      assertThat(Math.abs(mu - a)).isLessThanOrEqualTo(Math.max(8, Math.abs(mu) / 16));
    }
  }

  @Test
  void silenceIsTheUsualCode() {
    assertThat(G711.PCMU.silence()).isEqualTo((byte) 0xff);
    assertThat(G711.PCMA.silence()).isEqualTo((byte) 0xd5);
  }

  private static G711 law(String name) {
    return name.equals("PCMU") ? G711.PCMU : G711.PCMA;
  }
}
