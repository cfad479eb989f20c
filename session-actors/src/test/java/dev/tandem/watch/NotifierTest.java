package dev.tandem.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.Subscribing;
import dev.tandem.protocol.SubscriptionReply;
import dev.tandem.protocol.SubscriptionReply.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class NotifierTest {
  static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  static final SubscriptionSettings.Limits LIMITS =
      new SubscriptionSettings.Limits(
          Duration.ofSeconds(60), Duration.ofSeconds(3_600), Duration.ofSeconds(7_200), 2);
  private static final Notifier.Room ROOM = new Notifier.Room(true, true);
  private static final PeerAddress PHONE = new PeerAddress("udp", "192.0.2.7", 5060);

  static Subscribing asks(long cseq, long seconds, boolean first) {
    return asks(cseq, seconds, first, null);
  }

  static Subscribing asks(
      long cseq,
      long seconds,
      boolean first,
      org.apache.pekko.actor.typed.@Nullable ActorRef<dev.tandem.protocol.EdgeCommand> edge) {
    return new Subscribing(
        "c",
        "r",
        cseq,
        seconds,
        EventPackage.DIALOG,
        null,
        "sip:w@192.0.2.7",
        PHONE,
        edge,
        first
            ? new Subscribing.Begin(
                "alice@example.com",
                "sip:alice@example.com",
                "w",
                "sip:alice@example.com",
                "sip:w@example.com",
                List.of("<sip:proxy;lr>"))
            : null);
  }

  private static Notifier.Decision decide(NotifierState state, Subscribing asked, Instant now) {
    return Notifier.subscribe(state, asked, "tag", LIMITS, ROOM, 3, now);
  }

  private static NotifierState after(NotifierState state, Notifier.Decision decision) {
    for (NotifierEvent fact : decision.facts()) {
      state = Notifier.evolve(state, fact);
    }
    return state;
  }

  private static NotifierState begun() {
    return after(NotifierState.NONE, decide(NotifierState.NONE, asks(1, 600, true), NOON));
  }

  @Test
  void theFirstMakesADialogAndOwesANotify() {
    var decision = decide(NotifierState.NONE, asks(1, 600, true), NOON);
    assertThat(decision.reply()).isEqualTo(new SubscriptionReply.Granted(600));
    assertThat(decision.owes()).isTrue();
    var begun = after(NotifierState.NONE, decision).begun();
    assertThat(begun.dialog().routeSet()).containsExactly("<sip:proxy;lr>");
    assertThat(begun.dialog().remoteTarget()).isEqualTo("sip:w@192.0.2.7");
    assertThat(begun.dialog().localTag()).isEqualTo("tag");
    assertThat(begun.expires()).isEqualTo(NOON.plusSeconds(600));
  }

  @Test
  void howLongIsBounded() {
    assertThat(decide(NotifierState.NONE, asks(1, 59, true), NOON).reply())
        .isEqualTo(new SubscriptionReply.Refused(Refusal.TOO_BRIEF, 60));
    assertThat(decide(NotifierState.NONE, asks(1, 60, true), NOON).reply())
        .isEqualTo(new SubscriptionReply.Granted(60));
    assertThat(decide(NotifierState.NONE, asks(1, 4_294_967_295L, true), NOON).reply())
        .isEqualTo(new SubscriptionReply.Granted(7_200));
    assertThat(decide(NotifierState.NONE, asks(1, -1, true), NOON).reply())
        .isEqualTo(new SubscriptionReply.Granted(3_600));
    assertThat(decide(begun(), asks(2, 59, false), NOON).reply())
        .isEqualTo(new SubscriptionReply.Refused(Refusal.TOO_BRIEF, 60));
  }

  @Test
  void whoOnlyLooksIsToldOnce() {
    var decision = decide(NotifierState.NONE, asks(1, 0, true), NOON);
    assertThat(decision.owes()).isTrue();
    var state = after(NotifierState.NONE, decision);
    assertThat(state.isActive()).isFalse();
    assertThat(state.ended()).isEqualTo(Notifier.TIMEOUT);
    assertThat(decide(state, asks(1, 0, true), NOON).reply())
        .as("asked again by the edge")
        .isEqualTo(new SubscriptionReply.Granted(0));
    assertThat(decide(state, asks(1, 0, true), NOON).owes()).isFalse();
  }

  @Test
  void aRefreshMovesTheEndAndTheTarget() {
    var decision = decide(begun(), asks(2, 300, false), NOON.plusSeconds(500));
    assertThat(decision.owes()).isTrue();
    var state = after(begun(), decision);
    assertThat(state.begun().expires()).isEqualTo(NOON.plusSeconds(800));
    assertThat(state.begun().remoteCseq()).isEqualTo(2);
    assertThat(state.begun().since()).isEqualTo(NOON);
    assertThat(state.sent()).isEqualTo(3);
  }

  @Test
  void theSameAgainChangesNothingAndALateOneIsRefused() {
    var again = decide(begun(), asks(1, 600, true), NOON.plusSeconds(10));
    assertThat(again.reply()).isEqualTo(new SubscriptionReply.Granted(590));
    assertThat(again.facts()).isEmpty();
    assertThat(again.owes()).isFalse();
    assertThat(decide(begun(), asks(0, 600, false), NOON).reply())
        .isEqualTo(new SubscriptionReply.Refused(Refusal.OUT_OF_ORDER, 0));
  }

  @Test
  void nobodyRefreshesWhatIsOverOrAnothers() {
    var unknown = new SubscriptionReply.Refused(Refusal.UNKNOWN, 0);
    assertThat(decide(NotifierState.NONE, asks(2, 600, false), NOON).reply()).isEqualTo(unknown);
    var over = Notifier.evolve(begun(), Notifier.ended(Notifier.TIMEOUT));
    assertThat(decide(over, asks(2, 600, false), NOON).reply()).isEqualTo(unknown);
    var other = asks(2, 600, false);
    var stranger =
        new Subscribing(
            "other", "r", 2, 600, EventPackage.DIALOG, null, other.target(), PHONE, null, null);
    assertThat(decide(begun(), stranger, NOON).reply()).isEqualTo(unknown);
  }

  @Test
  void thereIsOnlySoMuchRoom() {
    var asked = asks(1, 600, true);
    assertThat(
            Notifier.subscribe(
                    NotifierState.NONE, asked, "t", LIMITS, new Notifier.Room(false, true), 0, NOON)
                .reply())
        .isEqualTo(new SubscriptionReply.Refused(Refusal.FULL, 0));
    assertThat(
            Notifier.subscribe(
                    NotifierState.NONE, asked, "t", LIMITS, new Notifier.Room(true, false), 0, NOON)
                .reply())
        .isEqualTo(new SubscriptionReply.Refused(Refusal.TOO_MANY, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 408, 410, 481, 489, 501, 604})
  void whoSaysSoIsGone(int status) {
    assertThat(Notifier.isGone(status)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 401, 407, 491, 500, 503})
  void whoSaysThisIsNot(int status) {
    assertThat(Notifier.isGone(status)).isFalse();
  }

  @Test
  void numbersGoOnAboveThoseOfADeadNode() {
    assertThat(begun().sentAtMost(NOON.plusSeconds(100))).isEqualTo(1_000);
  }
}
