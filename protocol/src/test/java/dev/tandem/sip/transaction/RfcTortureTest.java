package dev.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.tandem.sip.SipCounters;
import dev.tandem.sip.SipSettings;
import dev.tandem.sip.guard.Admission;
import dev.tandem.sip.guard.GuardedSink;
import dev.tandem.sip.message.Parsed;
import dev.tandem.sip.message.SipParser;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transport.Transport;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The messages of RFC 4475 and RFC 5118, each through guard, parser and transactions, against
/// `verdicts.txt`.
class RfcTortureTest {
  record Case(String rfc, String name, String verdict) {
    String bytes() throws IOException, URISyntaxException {
      return message(rfc, name);
    }

    @Override
    public String toString() {
      return rfc + " " + name + ": " + verdict;
    }
  }

  final Bench bench = new Bench();
  final FakeFlow peer = new FakeFlow(Transport.UDP, 5060);
  final GuardedSink guard = guard(bench);

  static GuardedSink guard(Bench bench) {
    var settings =
        SipSettings.from(
            ConfigFactory.parseString(
                    """
                    tandem.edge { advertised-host = "192.0.2.9", advertised-port = 0 }
                    """)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    return new GuardedSink(
        bench.layer,
        settings.limits(),
        settings.garbage(),
        new Admission(settings.admission(), new SplittableRandom(1)),
        bench.layer::knows,
        SipCounters.create().guard(),
        System::nanoTime);
  }

  static Path root() throws URISyntaxException {
    var table = Objects.requireNonNull(RfcTortureTest.class.getResource("/sip/verdicts.txt"));
    return Objects.requireNonNull(Path.of(table.toURI()).getParent());
  }

  /// A char is a byte.
  static String message(String rfc, String name) throws IOException, URISyntaxException {
    return Files.readString(
        root().resolve(rfc).resolve(name + ".dat"), StandardCharsets.ISO_8859_1);
  }

  static List<Case> cases() throws IOException, URISyntaxException {
    return Files.readAllLines(root().resolve("verdicts.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .map(parts -> new Case(parts[0], parts[2], parts[3]))
        .toList();
  }

  private String outcome(String message) {
    guard.onMessage(peer, message.getBytes(StandardCharsets.ISO_8859_1));
    if (!bench.told.isEmpty()) {
      return "accepted";
    }
    if (bench.counters.strayResponses.sum() > 0) {
      return "response";
    }
    if (!peer.sent.isEmpty()) {
      return peer.sent.getFirst().split(" ", 3)[1];
    }
    return bench.sent.isEmpty() ? "dropped" : bench.sent.getFirst().message().split(" ", 3)[1];
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void becomesWhatTheTableSays(Case message) throws Exception {
    assertThat(outcome(message.bytes())).isEqualTo(message.verdict());
  }

  @Test
  void theTableAndTheFilesAreTheSame() throws Exception {
    var files = new TreeSet<String>();
    for (String rfc : List.of("rfc4475", "rfc5118")) {
      try (var all = Files.list(root().resolve(rfc))) {
        all.map(it -> rfc + "/" + it.getFileName())
            .filter(it -> it.endsWith(".dat"))
            .forEach(files::add);
      }
    }

    assertThat(cases())
        .extracting(it -> it.rfc() + "/" + it.name() + ".dat")
        .containsExactlyInAnyOrderElementsOf(files);
    assertThat(cases()).filteredOn(it -> it.rfc().equals("rfc4475")).hasSize(49);
    assertThat(cases()).filteredOn(it -> it.rfc().equals("rfc5118")).hasSize(12);
  }

  /// What the table says of the reasons is so: but for this, these too are let in.
  @ParameterizedTest
  @CsvSource({
    "wsinv, branch=390skdjuw, branch=z9hG4bK390skdjuw",
    "longreq, sip33.example.com, sip33.example.com;branch=z9hG4bKlong",
    "inv2543, iftgw.example.com, iftgw.example.com;branch=z9hG4bK2543",
  })
  void isRefusedForItsBranchAlone(String name, String old, String now) throws Exception {
    String message = message("rfc4475", name);

    assertThat(outcome(message.replaceFirst(Pattern.quote(old), now))).isEqualTo("accepted");
  }

  @Test
  void isRefusedForItsNulAlone() throws Exception {
    String message = message("rfc4475", "intmeth");
    assertThat(message).contains("\0");

    assertThat(outcome(message.replace('\0', '0'))).isEqualTo("accepted");
  }

  static SipRequest read(String rfc, String name) throws Exception {
    byte[] bytes = message(rfc, name).getBytes(StandardCharsets.ISO_8859_1);
    return ((Parsed.Request) new SipParser().parse(bytes, null)).request();
  }

  /// Accepted is one thing, understood another.
  @Test
  void isUnderstood() throws Exception {
    assertThat(read("rfc4475", "esc01").requestUri())
        .isEqualTo("sip:sips%3Auser%40example.com@example.net");
    assertThat(read("rfc4475", "esc02").method()).isEqualTo("RE%47IST%45R");
    assertThat(read("rfc4475", "lwsdisp").fromDisplayName()).isEqualTo("caller");
    assertThat(read("rfc4475", "semiuri").requestUri())
        .isEqualTo("sip:user;par=u%40example.net@example.com");
    assertThat(read("rfc4475", "badaspec").toUri()).isEqualTo("sip:t.watson@example.org");
    assertThat(read("rfc4475", "zeromf").maxForwards()).isZero();
    assertThat(read("rfc4475", "bext01").elements("Require"))
        .containsExactly("nothingSupportsThis", "nothingSupportsThisEither");
    assertThat(read("rfc5118", "mult-ip-in-header").via().sentBy())
        .isEqualTo("[2001:db8::9:1]:6050");
    assertThat(read("rfc5118", "ipv4-mapped-ipv6").contact())
        .isEqualTo("sip:ted@[::ffff:192.0.2.2]");
    assertThat(read("rfc5118", "ipv6-in-sdp").body()).startsWith("v=0\r\n").endsWith("90000\r\n");
  }
}
