package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import dev.tandem.sip.message.Parsed;
import dev.tandem.sip.message.SipParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the edge says to those messages of RFC 4475 and RFC 5118 that come as far as to it: the
/// table of the others is `sip/verdicts.txt` of the protocol module. 0: a session hears of it, or
/// it is an OPTIONS that gets its 200.
class AnswersToTortureTest {
  private static final Path MESSAGES = root().resolve("protocol/src/test/resources/sip");

  private final RequestChecks checks = new RequestChecks(List.of(), false);

  static Refusal refusal(RequestChecks checks, String name) throws Exception {
    byte[] bytes = Files.readAllBytes(MESSAGES.resolve(name + ".dat"));
    var request = ((Parsed.Request) new SipParser().parse(bytes, null)).request();
    return Objects.requireNonNullElse(checks.refusal(request), new Refusal(0));
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("LICENSE"))) {
      at = Objects.requireNonNull(at.getParent(), "not inside the project");
    }
    return at;
  }

  @ParameterizedTest(name = "{0} gets {1}")
  @CsvSource({
    "rfc4475/esc01, 0",
    "rfc4475/esc02, 501",
    "rfc4475/lwsdisp, 0",
    "rfc4475/semiuri, 0",
    "rfc4475/transports, 0",
    "rfc4475/mpart01, 0",
    "rfc4475/escruri, 0",
    "rfc4475/baddate, 0",
    "rfc4475/badaspec, 0",
    "rfc4475/bext01, 420",
    "rfc4475/invut, 415",
    "rfc4475/zeromf, 0",
    "rfc4475/sdp01, 0",
    "rfc5118/via-received-param-with-delim, 0",
    "rfc5118/via-received-param-no-delim, 0",
    "rfc5118/ipv6-in-sdp, 0",
    "rfc5118/mult-ip-in-header, 0",
    "rfc5118/mult-ip-in-sdp, 0",
    "rfc5118/ipv4-mapped-ipv6, 0",
    "rfc5118/ipv6-bug-abnf-3-colons, 0",
    "rfc5118/ipv6-correct-abnf-2-colons, 0",
  })
  void areThese(String name, int status) throws Exception {
    assertThat(refusal(checks, name).status()).isEqualTo(status);
  }

  @Test
  void nameWhatIsNotSupportedAndWhatIs() throws Exception {
    assertThat(refusal(checks, "rfc4475/bext01").headers())
        .containsExactly(
            new Header("Unsupported", "nothingSupportsThis, nothingSupportsThisEither"));
    assertThat(refusal(checks, "rfc4475/invut").headers()).containsExactly(Methods.ACCEPT);
  }
}
