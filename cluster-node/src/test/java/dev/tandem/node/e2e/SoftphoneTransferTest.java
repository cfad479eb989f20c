package dev.tandem.node.e2e;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Softphones that put two others together. All are registered with a password; Bob and Carol
/// record what they hear.
@Tag("end-to-end")
@Timeout(90)
class SoftphoneTransferTest {
  private static final int BOB = 700;
  private static final int CAROL = 1_000;

  @RegisterExtension static final Stage stage = new Stage();
  static Phones phones;
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    Tools.find("linphonec");
    phones = Phones.start(stage, Phones.BY_NAME, Phones.FOR_BARESIP);
    node = phones.node();
  }

  private static Baresip waiting(String name, String transport, int hz) throws Exception {
    return phones.answering(name, transport, hz, 80);
  }

  private static void awaitActive(int sessions) {
    Await.value(
        sessions + " sessions are up",
        node.http()::sessions,
        all ->
            all.stream().filter(it -> it.path("state").asText().equals("Active")).count()
                == sessions);
  }

  private static void theyHearEachOtherAndHangUp(Baresip bob, Baresip carol) throws Exception {
    bob.awaitHears(CAROL);
    carol.awaitHears(BOB);
    awaitActive(2);
    bob.does("hangup", "");
    node.awaitQuiet();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tls"})
  void linphonePutsTheTwoItTalksToTogether(String transport) throws Exception {
    Baresip bob = waiting("bob", "udp", BOB);
    Baresip carol = waiting("carol", "tcp", CAROL);
    Linphone alice = phones.linphone("alice", transport);
    alice.call(node.sip(transport), transport, "bob");
    awaitActive(2);
    alice.does("pause");
    alice.awaitSays("Call 1 with");
    phones.awaitHeld(true);
    alice.call(node.sip(transport), transport, "carol");
    awaitActive(4);

    alice.does("transfer 1 --to-call 2");
    theyHearEachOtherAndHangUp(bob, carol);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tls"})
  void linphoneSendsWhoItTalksToElsewhere(String transport) throws Exception {
    Baresip bob = waiting("bob", "udp", BOB);
    Baresip carol = waiting("carol", "tcp", CAROL);
    Linphone alice = phones.linphone("alice", transport);
    alice.call(node.sip(transport), transport, "bob");
    awaitActive(2);

    alice.does("transfer sip:carol@127.0.0.1:" + node.sip().getPort());
    theyHearEachOtherAndHangUp(bob, carol);
  }

  /// This version of baresip has no command for it: which call is to be replaced, its user reads in
  /// its trace. It holds the first call itself when it makes the second.
  @Test
  void baresipPutsTheTwoItTalksToTogether() throws Exception {
    Baresip bob = waiting("bob", "tcp", BOB);
    Baresip carol = waiting("carol", "udp", CAROL);
    Baresip alice = phones.baresip("alice", "udp").call(node.sip(), "bob", 400, 80);
    awaitActive(2);
    bob.awaitHears(400);
    String first = replaces(alice.evidence(), "bob");
    alice.does("hold", "");
    phones.awaitHeld(true);
    String at = "@127.0.0.1:" + node.sip().getPort();
    alice.does("dial", "sip:carol" + at);
    awaitActive(4);
    carol.awaitHears(400);

    alice.does(
        "transfer",
        "<sip:bob" + at + "?Replaces=" + URLEncoder.encode(first, StandardCharsets.UTF_8) + ">");
    theyHearEachOtherAndHangUp(bob, carol);
  }

  /// What names the call to that user, from the answers in its caller's trace.
  private static String replaces(String trace, String user) {
    List<String> lines =
        Stream.of(trace.replace("\r", "").split("\n\n"))
            .map(it -> it.lines().toList())
            .filter(it -> it.contains("SIP/2.0 200 OK"))
            .filter(it -> it.stream().anyMatch(line -> line.matches("CSeq: \\d+ INVITE")))
            .filter(it -> it.stream().anyMatch(line -> line.startsWith("To: <sip:" + user + "@")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no answer of " + user + " in " + trace));
    return value(lines, "Call-ID: (\\S+)")
        + ";to-tag="
        + value(lines, "To: .*;tag=([^;\\s]+).*")
        + ";from-tag="
        + value(lines, "From: .*;tag=([^;\\s]+).*");
  }

  private static String value(List<String> lines, String pattern) {
    return lines.stream()
        .map(it -> Pattern.compile(pattern).matcher(it))
        .filter(Matcher::matches)
        .map(it -> it.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern + " in " + lines));
  }
}
