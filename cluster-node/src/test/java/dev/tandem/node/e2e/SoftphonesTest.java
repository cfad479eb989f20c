package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Softphones people use: they register with a password and call each other.
@Tag("end-to-end")
@Timeout(90)
class SoftphonesTest {
  private static final int SECONDS = 5;

  @RegisterExtension static final Stage stage = new Stage();
  static Phones phones;
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    phones = Phones.start(stage, Phones.AS_CALLED, Phones.FOR_BARESIP);
    node = phones.node();
  }

  @ParameterizedTest
  @CsvSource({"tcp, udp", "udp, tcp", "tls, tls"})
  void theyRegisterAndTalk(String callers, String calleds) throws Exception {
    Baresip bob = phones.answering("bob", calleds, 700, SECONDS + 4);
    Baresip alice = phones.baresip("alice", callers);
    InetSocketAddress at = node.sip(callers);
    alice.call(at, "bob", 400, SECONDS);

    assertThat(Tones.clearSeconds(alice.recording(), 700)).isGreaterThanOrEqualTo(2);
    node.awaitQuiet();
    assertThat(Tones.clearSeconds(bob.heard(), 400)).isGreaterThanOrEqualTo(2);
  }

  private static String sip(String user, String transport) {
    return "sip:" + user + "@127.0.0.1:" + node.sip(transport).getPort();
  }

  @ParameterizedTest
  @CsvSource({"udp, tcp", "tcp, tls", "tls, udp"})
  void oneHoldsResumesAndTransfers(String callers, String calleds) throws Exception {
    Baresip bob = phones.answering("bob", calleds, 700, 60);
    Baresip carol = phones.answering("carol", calleds, 1_000, 60);
    Baresip alice = phones.baresip("alice", callers).call(node.sip(callers), "bob", 400, 60);
    bob.awaitHears(400);

    alice.does("hold", "");
    phones.awaitHeld(true);
    alice.does("resume", "");
    phones.awaitHeld(false);
    bob.awaitHears(400);

    alice.does("transfer", sip("carol", callers));
    bob.awaitHears(1_000);
    carol.awaitHears(700);
    bob.does("hangup", "");
    node.awaitQuiet();
  }
}
