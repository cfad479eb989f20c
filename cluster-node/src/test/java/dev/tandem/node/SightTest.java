package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.AddressOfRecord;
import dev.tandem.protocol.Binding;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import dev.tandem.protocol.SessionInfo.Phase;
import dev.tandem.watch.Picture;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class SightTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String PHONE = "sip:4x7@192.0.2.9:5062;transport=udp";
  private static final Binding BINDING =
      new Binding(
          "k",
          PHONE,
          1000,
          NOW,
          "c",
          1,
          null,
          0,
          List.of(),
          new PeerAddress("udp", "203.0.113.5", 1024),
          "n",
          null,
          NOW);
  private static final Sight SIGHT =
      Sight.of(new AddressOfRecord("alice@example.com"), List.of(BINDING));

  private static SessionInfo session(String role, String from, String to, Phase phase) {
    return session(role, from, to, phase, "Ringing", null, null);
  }

  private static SessionInfo session(
      String role,
      String from,
      String to,
      Phase phase,
      String state,
      Instant answered,
      EndCause.By by) {
    return new SessionInfo(
        new SessionId("1-aaaaaaaa"),
        role,
        state,
        phase,
        from,
        to,
        "c",
        NOW,
        answered,
        null,
        null,
        "n",
        null,
        null,
        0,
        null,
        null,
        false,
        false,
        null,
        by == null ? null : new EndCause(by, 200, ""),
        null,
        null);
  }

  @Test
  void theCallsOfAnAddressAreThoseOfItsPhones() {
    assertThat(SIGHT.users()).containsExactlyInAnyOrder("alice", "4x7");
    var calls = session("UAS", "sip:Alice@x", "sip:bob@example.com", Phase.SETUP);
    var she = session("UAS", "sip:alice@EXAMPLE.com:5060", "sip:bob@example.com", Phase.SETUP);
    var called = session("UAC", "sip:bob@y", "sip:alice@example.com", Phase.ACTIVE);
    var phone =
        session("UAC", "sip:bob@y", "sip:4x7@203.0.113.5:1024;transport=udp?Route=x", Phase.ACTIVE);
    var forHer = session("UAS", "sip:bob@y", "sip:alice@example.com", Phase.SETUP);
    var onward = session("UAC", "sip:alice@example.com", "sip:bob@192.0.2.1", Phase.SETUP);

    assertThat(SIGHT.calls(List.of(calls))).as("another address").isEmpty();
    assertThat(SIGHT.calls(List.of(forHer))).as("the caller's call, not hers").isEmpty();
    assertThat(SIGHT.calls(List.of(onward))).as("the called one's call").isEmpty();
    assertThat(SIGHT.calls(List.of(she)).getFirst())
        .isEqualTo(
            new Picture.Call(
                "1-aaaaaaaa",
                true,
                Picture.Stage.EARLY,
                "sip:alice@EXAMPLE.com:5060",
                "sip:bob@example.com",
                null));
    assertThat(SIGHT.calls(List.of(called)).getFirst().initiator()).isFalse();
    assertThat(SIGHT.calls(List.of(phone)).getFirst())
        .isEqualTo(
            new Picture.Call(
                "1-aaaaaaaa",
                false,
                Picture.Stage.CONFIRMED,
                "sip:4x7@203.0.113.5:1024",
                "sip:bob@y",
                null));
  }

  private static String why(String role, Instant answered, EndCause.By by) {
    var ended = session(role, "sip:a@x", "sip:b@x", Phase.ENDED, "Terminated", answered, by);
    return Sight.of(ended, role.equals("UAC")).why();
  }

  @Test
  void howACallEndedIsSeenFromTheWatchedSide() {
    assertThat(why("UAS", NOW, EndCause.By.REMOTE)).isEqualTo("local-bye");
    assertThat(why("UAS", NOW, EndCause.By.BRIDGE)).isEqualTo("remote-bye");
    assertThat(why("UAS", null, EndCause.By.REMOTE)).as("she gave up").isEqualTo("cancelled");
    assertThat(why("UAS", null, EndCause.By.SYSTEM)).as("nobody wanted").isEqualTo("rejected");
    assertThat(why("UAC", null, EndCause.By.REMOTE)).as("she refused").isEqualTo("rejected");
    assertThat(why("UAC", null, EndCause.By.BRIDGE)).as("he gave up").isEqualTo("cancelled");
  }
}
