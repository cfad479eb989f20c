package dev.tandem.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SubscriptionInfo.State;
import dev.tandem.protocol.Watching;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6665 §4.1.
@NullUnmarked
class WatcherTest {
  static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  static final PeerAddress PEER = new PeerAddress("udp", "192.0.2.7", 5060);
  static final Watching WANTED =
      new Watching("sip:us@example.com", "sip:alice@example.com", "presence", List.of(), 600);
  private static final Dialog FIRST =
      new Dialog(
          "call",
          WANTED.from(),
          null,
          "tag",
          WANTED.uri(),
          null,
          "",
          WANTED.uri(),
          List.of(),
          null);

  static DialogResponse response(int status, String tag) {
    return new DialogResponse(
        "SUBSCRIBE",
        1,
        status,
        "So",
        tag,
        "sip:alice@192.0.2.7",
        List.of("<sip:first;lr>", "<sip:second;lr>"),
        PEER,
        null,
        "",
        List.of());
  }

  static Notifying notify(long cseq, String tag, String standing) {
    return new Notifying(
        "call",
        tag,
        cseq,
        "presence",
        standing,
        "sip:alice@192.0.2.7",
        List.of(),
        PEER,
        "application/pidf+xml",
        "<presence/>");
  }

  private static WatcherState begun() {
    return Watcher.evolve(null, new WatcherEvent.Begun(WANTED, FIRST, NOON));
  }

  private static WatcherState granted() {
    return Watcher.evolve(begun(), Watcher.granted(begun(), response(200, "a"), 600, NOON));
  }

  private static WatcherState active() {
    return Watcher.evolve(
        granted(), heard(granted(), notify(1, "a", "active;expires=600"), -1).fact());
  }

  private static Watcher.Heard heard(WatcherState state, Notifying news, long last) {
    return Watcher.heard(state, news, last, 0, 0, "next", NOON);
  }

  @Test
  void a2xxMakesTheDialogWithTheRoutesTurnedRound() {
    assertThat(granted().dialog().remoteTag()).isEqualTo("a");
    assertThat(granted().dialog().routeSet()).containsExactly("<sip:second;lr>", "<sip:first;lr>");
    assertThat(granted().expires()).isEqualTo(NOON.plusSeconds(600));
    assertThat(granted().standing()).isEqualTo(State.ASKED);
  }

  @Test
  void aNotifyBeforeTheAnswerMakesItToo() {
    var early = heard(begun(), notify(7, "b", "pending"), -1);
    assertThat(early.status()).isEqualTo(200);
    WatcherState state = Watcher.evolve(begun(), early.fact());
    assertThat(state.dialog().remoteTag()).isEqualTo("b");
    assertThat(state.standing()).isEqualTo(State.PENDING);
    WatcherState answered =
        Watcher.evolve(state, Watcher.granted(state, response(200, "a"), 600, NOON));
    assertThat(answered.dialog().remoteTag()).as("not that of another branch").isEqualTo("b");
  }

  @Test
  void onlyItsOwnDialogAndEventAreTaken() {
    assertThat(heard(null, notify(1, "a", "active"), -1).status()).isEqualTo(481);
    assertThat(heard(active(), notify(2, "z", "active"), 1).status()).isEqualTo(481);
    var others =
        new Notifying("other", "a", 2, "presence", "active", null, List.of(), PEER, null, "");
    assertThat(heard(active(), others, 1).status()).isEqualTo(481);
    var event = new Notifying("call", "a", 2, "dialog", "active", null, List.of(), PEER, null, "");
    assertThat(heard(active(), event, 1).status()).isEqualTo(481);
    assertThat(Watcher.isSameEvent("dialog;id=1", "dialog ; id=1")).isTrue();
    assertThat(Watcher.isSameEvent("dialog;id=1", "dialog")).isFalse();
    assertThat(Watcher.isSameEvent("dialog", "Dialog")).isFalse();
    var ended = Watcher.evolve(active(), new WatcherEvent.Ended(null));
    assertThat(heard(ended, notify(2, "a", "active"), 1).status()).isEqualTo(481);
  }

  @Test
  void notifiesAreTakenInOrderAndOnce() {
    assertThat(heard(active(), notify(5, "a", "active"), 5).status()).isEqualTo(200);
    assertThat(heard(active(), notify(5, "a", "active"), 5).standing()).as("not told").isNull();
    assertThat(heard(active(), notify(4, "a", "active"), 5).status()).isEqualTo(500);
    assertThat(heard(active(), notify(9, "a", "active"), 5).standing()).isNotNull();
  }

  @Test
  void whatChangesNothingIsNotKept() {
    assertThat(heard(active(), notify(2, "a", "active;expires=599"), 1).fact()).isNull();
    assertThat(heard(active(), notify(2, "a", "active;expires=6000"), 1).fact())
        .as("a NOTIFY makes it no longer")
        .isNull();
    var shorter = heard(active(), notify(2, "a", "active;expires=100"), 1).fact();
    assertThat(Watcher.evolve(active(), shorter).expires()).isEqualTo(NOON.plusSeconds(100));
    assertThat(heard(active(), notify(2, "a", "pending"), 1).fact()).isNotNull();
  }

  @Test
  void anApplicationThatIsSlowHasABound() {
    for (int waiting : new int[] {Watcher.MOST_WAITING - 1, Watcher.MOST_WAITING}) {
      assertThat(
              Watcher.heard(active(), notify(2, "a", "active"), 1, waiting, 0, "", NOON).status())
          .isEqualTo(waiting < Watcher.MOST_WAITING ? 200 : 503);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "deactivated, 1",
    "timeout, 1",
    "probation, 60",
    "giveup, 60",
    "something, 60",
    "probation;retry-after=300, 300",
    "giveup;retry-after=4294967295, 86400",
    "deactivated;retry-after=0, 1"
  })
  void whatIsTerminatedIsAskedForAnewInItsTime(String reason, long seconds) {
    var over = heard(active(), notify(2, "a", "terminated;reason=" + reason), 1);
    assertThat(over.retryIn()).isEqualTo(Duration.ofSeconds(seconds));
    WatcherState state = Watcher.evolve(active(), over.fact());
    assertThat(state.hasDialog()).isFalse();
    assertThat(state.dialog().callId()).isEqualTo("next");
    assertThat(state.dialog().remoteTarget()).isEqualTo(WANTED.uri());
    assertThat(state.notBefore()).isEqualTo(NOON.plusSeconds(seconds));
    assertThat(heard(state, notify(3, "a", "active"), 2).status()).isEqualTo(481);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rejected", "noresource", "Invariant"})
  void whatIsTerminatedForGoodIsLeftAlone(String reason) {
    var over = heard(active(), notify(2, "a", "terminated;reason=" + reason), 1);
    assertThat(over.retryIn()).isNull();
    assertThat(Watcher.evolve(active(), over.fact()).ended()).isTrue();
  }

  @Test
  void whatHasBeenTakenBackEndsWhateverTheReason() {
    WatcherState left = Watcher.evolve(active(), new WatcherEvent.Left());
    assertThat(heard(left, notify(2, "a", "terminated;reason=timeout"), 1).fact())
        .isInstanceOf(WatcherEvent.Ended.class);
  }

  @Test
  void whoEndsItAgainAndAgainIsAskedLaterEachTime() {
    var over =
        Watcher.heard(
            active(), notify(2, "a", "terminated;reason=deactivated"), 1, 0, 4, "next", NOON);
    assertThat(over.retryIn()).isEqualTo(Duration.ofSeconds(16));
    assertThat(Watcher.backOff(1_000)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aFailureMeansSomethingElseEachTime() {
    assertThat(Watcher.failed(begun(), 503, NOON)).as("never granted").isEqualTo(Watcher.Next.OVER);
    assertThat(Watcher.failed(active(), 503, NOON)).isEqualTo(Watcher.Next.AGAIN);
    assertThat(Watcher.failed(active(), 408, NOON)).isEqualTo(Watcher.Next.AGAIN);
    assertThat(Watcher.failed(active(), 481, NOON)).isEqualTo(Watcher.Next.ANEW);
    assertThat(Watcher.failed(active(), 503, NOON.plusSeconds(600))).isEqualTo(Watcher.Next.ANEW);
    assertThat(Watcher.failed(active(), 403, NOON)).isEqualTo(Watcher.Next.OVER);
    WatcherState lost = Watcher.evolve(active(), Watcher.lost(active(), "x", "next", NOON));
    assertThat(Watcher.failed(lost, 480, NOON)).isEqualTo(Watcher.Next.AGAIN);
    assertThat(Watcher.failed(lost, 404, NOON)).isEqualTo(Watcher.Next.OVER);
  }

  @Test
  void aRefreshComesEarlyEnough() {
    assertThat(Watcher.refreshAfter(Duration.ofSeconds(3600))).isEqualTo(Duration.ofSeconds(3240));
    assertThat(Watcher.refreshAfter(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(50));
    assertThat(Watcher.refreshAfter(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(5));
    assertThat(Watcher.refreshAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void standingsAreReadAsOthersWriteThem() {
    assertThat(Standing.of("Active ; Expires = 60"))
        .isEqualTo(new Standing(State.ACTIVE, null, 60, -1));
    assertThat(Standing.of("terminated;reason=Rejected;retry-after=5;x=y"))
        .isEqualTo(new Standing(State.TERMINATED, "rejected", -1, 5));
    assertThat(Standing.of("resting")).isEqualTo(new Standing(null, null, -1, -1));
  }
}
