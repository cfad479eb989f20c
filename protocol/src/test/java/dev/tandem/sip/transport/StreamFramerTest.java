package dev.tandem.sip.transport;

import static dev.tandem.sip.transport.Cast.bytes;
import static dev.tandem.sip.transport.Cast.options;
import static dev.tandem.sip.transport.Cast.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFramerTest implements StreamFramer.Output {
  final List<String> seen = new ArrayList<>();
  final List<byte[]> heads = new ArrayList<>();
  StreamFramer framer = framer(2_000, 1_000);

  StreamFramer framer(int maxHeader, int maxBody) {
    return new StreamFramer(new TransportSettings.Frame(maxHeader, maxBody), this);
  }

  @Override
  public void onFramed(byte[] message) {
    seen.add(text(message));
  }

  @Override
  public void onPing() {
    seen.add("ping");
  }

  @Override
  public void onViolation(StreamFramer.Violation violation, byte[] head) {
    seen.add(violation.name());
    heads.add(head);
  }

  void feed(String text) {
    framer.feed(Unpooled.wrappedBuffer(bytes(text)));
  }

  static String withLength(String line) {
    return options("1", "").replace("Content-Length: 0\r\n", line);
  }

  @Nested
  class WholeMessages {
    @Test
    void areFoundWhereverTheStreamIsSplit() {
      String first = options("first", "v=0\r\n\r\nm=audio");
      String second = options("second", "");
      String stream = first + "\r\n" + second + first;
      for (int split = 0; split <= stream.length(); split++) {
        seen.clear();
        framer = framer(2_000, 1_000);
        feed(stream.substring(0, split));
        feed(stream.substring(split));
        assertThat(seen).as("split at %s", split).containsExactly(first, second, first);
        assertThat(framer.isPartial()).isFalse();
      }
    }

    @Test
    void areFoundByteByByte() {
      String message = options("1", "body");
      (message + message).chars().forEach(c -> feed(String.valueOf((char) c)));
      assertThat(seen).containsExactly(message, message);
    }

    @Test
    void areFoundInRandomPieces() {
      long seed = 42;
      var random = new Random(seed);
      var expected = new ArrayList<String>();
      var stream = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        String message = options("c" + i, "b".repeat(random.nextInt(1_000)));
        expected.add(message);
        stream.append("\r\n".repeat(random.nextInt(2))).append(message);
      }
      for (int at = 0; at < stream.length(); ) {
        int end = Math.min(stream.length(), at + 1 + random.nextInt(3_000));
        feed(stream.substring(at, end));
        at = end;
      }
      assertThat(seen).as("seed %s", seed).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "l: 0\r\n",
          "L:0\r\n",
          "CONTENT-LENGTH : 0\r\n",
          "Content-Length:\r\n 0\r\n",
          "content-length:   000\t\r\n"
        })
    void mayNameTheirLengthInEveryWayTheGrammarAllows(String line) {
      feed(withLength(line));
      assertThat(seen).containsExactly(withLength(line));
    }

    @Test
    void atBothLimitsAreTaken() {
      String message = options("1", "b".repeat(100));
      framer = framer(message.length() - 100, 100);
      feed(message);
      assertThat(seen).containsExactly(message);
    }
  }

  @Nested
  class KeepAlives {
    @Test
    void areDoubleLineBreaks() {
      feed("\r\n\r\n");
      feed("\r\n");
      feed("\r\n");
      assertThat(seen).containsExactly("ping", "ping");
    }

    @Test
    void areNotSeenInsideAMessage() {
      feed(options("1", "\r\n\r\n"));
      assertThat(seen).hasSize(1);
    }

    @Test
    void endTheConnectionWhenTheyFlood() {
      feed("\r\n".repeat(StreamFramer.MAX_EMPTY_BYTES / 2));
      assertThat(seen).containsOnly("ping");
      feed("\r");
      assertThat(seen).endsWith("TOO_MANY_EMPTY_LINES");
    }

    @Test
    void areAllowedAnewInEachPeriodAndAfterEachMessage() {
      for (int i = 0; i < 100; i++) {
        framer.newPeriod();
        feed("\r\n\r\n");
      }
      assertThat(seen).hasSize(100).containsOnly("ping");
    }
  }

  @Nested
  class Violations {
    @ParameterizedTest
    @CsvSource({
      "'', NO_CONTENT_LENGTH",
      "'Content-Length: -1', BAD_CONTENT_LENGTH",
      "'Content-Length: +1', BAD_CONTENT_LENGTH",
      "'Content-Length: 1 2', BAD_CONTENT_LENGTH",
      "'Content-Length: 0x10', BAD_CONTENT_LENGTH",
      "'Content-Length:', BAD_CONTENT_LENGTH",
      "'l: 0\r\nContent-Length: 0', BAD_CONTENT_LENGTH",
      "'Content-Length: 2000000000', BODY_TOO_LARGE",
      "'Content-Length: 99999999999999999999', BODY_TOO_LARGE",
      "'Content-Length: 1001', BODY_TOO_LARGE",
    })
    void ofContentLengthEndTheConnection(String line, String violation) {
      String message = withLength(line.isEmpty() ? "" : line + "\r\n");
      feed(message + options("2", ""));
      assertThat(seen).containsExactly(violation);
      assertThat(text(heads.getFirst())).isEqualTo(message);
    }

    @Test
    void ofTheHeaderLimitAreSeenAtItsByte() {
      framer = framer(100, 100);
      feed("x".repeat(99));
      assertThat(seen).isEmpty();
      feed("x");
      assertThat(seen).containsExactly("HEADER_TOO_LARGE");
    }

    @Test
    void leaveTheRestUnread() {
      feed(withLength("Content-Length: no\r\n"));
      feed(options("2", ""));
      assertThat(seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void anyBytesInAnyPiecesAreSurvived(long seed) {
    var random = new Random(seed);
    int taken = 0;
    for (int stream = 0; stream < 600; stream++) {
      byte[] bytes = bytes(options("1", "body") + "\r\n\r\n" + options("2", "").repeat(3));
      for (int n = random.nextInt(8); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) "\r\n: 9lL\0x-".charAt(random.nextInt(10));
      }
      List<String> whole = framed(bytes, () -> bytes.length);
      List<String> pieces = framed(bytes, () -> 1 + random.nextInt(200));
      assertThat(pieces).as("seed %s, stream %s", seed, stream).isEqualTo(whole);
      assertThat(pieces).allSatisfy(it -> assertThat(it.length()).isLessThanOrEqualTo(500));
      taken += pieces.size();
    }
    assertThat(taken).as("seed %s", seed).isGreaterThan(600);
  }

  private List<String> framed(byte[] bytes, IntSupplier piece) {
    seen.clear();
    framer = framer(300, 200);
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, piece.getAsInt());
      framer.feed(Unpooled.wrappedBuffer(bytes, at, length));
      at += length;
    }
    return List.copyOf(seen);
  }
}
