package dev.tandem.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class SessionDescriptionTest {
  static final java.util.List<String> real =
      java.util.List.of(
          Offers.SIPP,
          Offers.BARESIP,
          Offers.LINPHONE,
          Offers.CHROMIUM,
          Offers.MANY_STREAMS,
          Offers.IPV6);

  @ParameterizedTest
  @FieldSource("real")
  void printsEveryLineItRead(String text) {
    assertThat(Offers.read(text).print()).isEqualTo(text);
  }

  @Test
  void readsBareLineFeedsBlankEndsAndUnknownLines() {
    String careless =
        Offers.SIPP.replace("\r\n", "\n").replace("s=-\n", "").replace("t=0 0", "Z=?") + "\n\n";

    SessionDescription read = Offers.read(careless);

    assertThat(read.media()).hasSize(1);
    assertThat(read.lines()).contains(new Line('Z', "?"));
    assertThat(read.origin()).isEqualTo("user1 53655765 2353687637 IN IP4 127.0.0.1");
  }

  @Test
  void tellsTheCodecsOfTheFirstAudioStreamInItsOrder() {
    assertThat(Offers.read(Offers.LINPHONE).audioCodecs())
        .containsExactly("opus", "speex", "PCMU", "PCMA", "G729");
    assertThat(Offers.read(Offers.BARESIP).audioCodecs())
        .containsExactly("opus", "G722", "PCMA", "PCMU");
    assertThat(
            Offers.read(
                    Offers.SIPP.replace("AVP 0", "AVP 8 3 18 9 96 0 97").replace("0 PCMU", "97 x"))
                .audioCodecs())
        .as("those without a map are the static ones")
        .containsExactly("PCMA", "GSM", "G729", "G722", "PCMU", "x");
    assertThat(Offers.read(Offers.SIPP.replace("m=audio", "m=video")).audioCodecs()).isEmpty();
  }

  @Test
  void readsALastLineWithoutLineEnd() {
    assertThat(Offers.read(Offers.SIPP.strip()).media().getFirst().attribute("rtpmap"))
        .isEqualTo("0 PCMU/8000");
  }

  @ParameterizedTest(name = "{0} is refused: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                    | 1 | v=0",
        "v=1;o=- 1 1 IN IP4 1.1.1.1                            | 1 | v=0",
        "o=- 1 1 IN IP4 1.1.1.1;v=0                            | 1 | v=0",
        "v=0;v=0                                               | 2 | one v= line",
        "v=0;s=-                                               | 2 | an o= line before the first m= line",
        "v=0;m=audio 1 RTP/AVP 0                               | 2 | an o= line before the first m= line",
        "v=0;o=- 1 1 IN IP4                                    | 2 | o=<user> <id> <version> <nettype> <addrtype> <address>",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;hello                      | 3 | <letter>=<value>",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;=x                         | 3 | <letter>=<value>",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;c=IN IP5 1.1.1.1           | 3 | c=IN IP4%IP6 <address>",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;c=IN IP4                   | 3 | c=IN IP4%IP6 <address>",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;m=audio                    | 3 | m=<media> <port> <proto> <fmt> ...",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;m=audio 5 RTP/AVP          | 3 | m=<media> <port> <proto> <fmt> ...",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;m=audio 65536 RTP/AVP 0    | 3 | port 0-65535 in m=",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;m=audio -1 RTP/AVP 0       | 3 | port 0-65535 in m=",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;m=audio 9999999999 RTP/AVP 0 | 3 | port 0-65535 in m=",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;m=audio 5/x RTP/AVP 0      | 3 | port 0-65535 in m=",
        "v=0;o=- 1 1 IN IP4 1.1.1.1;o=- 1 1 IN IP4 1.1.1.1     | 3 | one o= line before the first m= line",
      })
  void saysLineAndExpectationOfMalformedText(String text, int line, String expected) {
    String wire = text.replace(";", "\r\n");

    assertThat(SessionDescription.parse(wire))
        .isEqualTo(new Parsed.Malformed<>(line, expected.replace('%', '|')));
  }

  @Test
  void refusesControlCharacters() {
    assertThat(SessionDescription.parse(Offers.SIPP.replace("s=-", "s=\0")))
        .isEqualTo(new Parsed.Malformed<>(3, "no control characters"));
  }

  @Test
  void hasABoundOnCharactersLinesStreamsAndFormats() {
    String head = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n";
    int left = SessionDescription.MAX_CHARACTERS - head.length() - "s=\r\n".length();
    String full = head + "s=" + "x".repeat(left) + "\r\n";
    assertThat(full).hasSize(SessionDescription.MAX_CHARACTERS);

    assertOk(full);
    assertMalformed(full + "\n", "at most 8192 characters");
    assertOk(head + "a=x\n".repeat(SessionDescription.MAX_LINES - 2));
    assertMalformed(head + "a=x\n".repeat(SessionDescription.MAX_LINES - 1), "at most 400 lines");
    assertOk(head + "m=audio 0 RTP/AVP 0\n".repeat(SessionDescription.MAX_MEDIA));
    assertMalformed(
        head + "m=audio 0 RTP/AVP 0\n".repeat(SessionDescription.MAX_MEDIA + 1),
        "at most 16 m= lines");
    assertOk(head + "m=audio 0 RTP/AVP" + " 0".repeat(SessionDescription.MAX_FORMATS));
    assertMalformed(
        head + "m=audio 0 RTP/AVP" + " 0".repeat(SessionDescription.MAX_FORMATS + 1),
        "at most 128 formats");
  }

  @Test
  void neverThrowsOnDamagedText() {
    long seed = 20_260_101;
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder(real.get(random.nextInt(real.size())));
      for (int hits = random.nextInt(1, 6); hits > 0; hits--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, (char) random.nextInt(256));
          case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 40)));
          default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 9)));
        }
      }
      String damaged = text.toString();
      assertThatCode(() -> negotiate(damaged))
          .as("seed %d, round %d:\n%s", seed, i, damaged)
          .doesNotThrowAnyException();
    }
  }

  private static void negotiate(String text) {
    if (SessionDescription.parse(text) instanceof Parsed.Ok<SessionDescription>(var read)
        && Negotiation.agree(read, LocalAudio.G711, Direction.SENDRECV)
            instanceof Outcome.Agreed(var audio, int mLine)) {
      String answer = Negotiation.answer(read, audio, mLine, new Origin(1, 1), "127.0.0.1", 4000);
      assertThat(Offers.read(answer).media()).hasSameSizeAs(read.media());
    }
  }

  private static void assertOk(String text) {
    assertThat(SessionDescription.parse(text)).isInstanceOf(Parsed.Ok.class);
  }

  private static void assertMalformed(String text, String expected) {
    assertThat(SessionDescription.parse(text))
        .isInstanceOfSatisfying(
            Parsed.Malformed.class, it -> assertThat(it.expected()).isEqualTo(expected));
  }
}
