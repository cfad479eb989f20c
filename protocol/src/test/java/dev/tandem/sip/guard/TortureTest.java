package dev.tandem.sip.guard;

import static dev.tandem.sip.guard.Requests.LIMITS;
import static dev.tandem.sip.guard.Requests.PEER;
import static dev.tandem.sip.guard.Requests.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sip.transport.Transport;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cases in the manner of RFC 4475, a folder per verdict.
class TortureTest {
  final StatelessReply replies = new StatelessReply(7);

  static List<String> cases() throws IOException, URISyntaxException {
    Path root = root();
    try (var files = Files.walk(root)) {
      return files
          .filter(it -> it.toString().endsWith(".sip"))
          .map(it -> root.relativize(it).toString())
          .sorted()
          .toList();
    }
  }

  static Path root() throws URISyntaxException {
    var url = TortureTest.class.getResource("/sip/torture");
    assertThat(url).isNotNull();
    return Path.of(url.toURI());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isJudgedAsItsFolderSays(String file) throws Exception {
    RawScan scan = RawScan.of(Files.readAllBytes(root().resolve(file)));
    String folder = Path.of(file).getName(0).toString();

    Verdict verdict = LIMITS.judge(scan, Transport.UDP);

    assertThat(outcome(scan, verdict)).as("%s", verdict).isEqualTo(folder);
  }

  private String outcome(RawScan scan, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Ok _ -> "ok";
      case Verdict.Drop _ -> "dropped";
      case Verdict.Reject reject -> {
        byte[] reply = replies.to(scan, PEER, reject.status(), reject.reason(), 0);
        if (reply == null) {
          yield "unanswerable";
        }
        assertThat(text(reply)).startsWith("SIP/2.0 " + reject.status() + " ");
        RawScan response = RawScan.of(reply);
        assertThat(response.hasStrayLineBreak()).as("one line is one line").isFalse();
        assertThat(response.count(HeaderName.TO)).isEqualTo(1);
        assertThat(response.count(HeaderName.CALL_ID)).isEqualTo(1);
        assertThat(response.count(HeaderName.VIA)).isEqualTo(scan.count(HeaderName.VIA));
        yield String.valueOf(reject.status());
      }
    };
  }
}
