package dev.tandem.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.bridge.BridgeAction.Tell;
import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeNotice.Kind;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@NullUnmarked
class BridgeTest {
  static final SessionId ALICE = new SessionId("1-aliceaaaaaaa");
  static final SessionId BOB = new SessionId("1-bobbbbbbbbbb");
  static final SessionId CAROL = new SessionId("1-carolccccccc");
  static final BridgeId ID = new BridgeId("1-bridge");
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  static final String NODE = "10.0.0.9:25520";

  BridgeState state = BridgeState.none(ID);

  private Bridge.Decision take(Bridge.Decision decision) {
    decision.facts().forEach(fact -> state = Bridge.evolve(state, fact));
    return decision;
  }

  private static List<Kind> announced(Bridge.Decision decision) {
    return decision.actions().stream()
        .filter(BridgeAction.Announce.class::isInstance)
        .map(it -> ((BridgeAction.Announce) it).kind())
        .toList();
  }

  private static List<Tell> told(Bridge.Decision decision) {
    return decision.actions().stream()
        .filter(Tell.class::isInstance)
        .map(Tell.class::cast)
        .toList();
  }

  @Nested
  class OfTwo {
    private void formed() {
      take(Bridge.form(state, List.of(ALICE, BOB), NODE, NOON));
    }

    @Test
    void formingTwiceIsFormingOnce() {
      formed();

      assertThat(Bridge.form(state, List.of(ALICE, BOB), NODE, NOON).facts()).isEmpty();
      assertThat(state.members()).containsExactly(ALICE, BOB);
    }

    @Test
    void connectingAsksBothIn() {
      var decision = take(Bridge.connect(state, List.of(ALICE, BOB), NODE, NOON));

      assertThat(told(decision))
          .containsExactly(
              new Tell(ALICE, new SessionCommand.EnterBridge(ID, NODE)),
              new Tell(BOB, new SessionCommand.EnterBridge(ID, NODE)));
    }

    @Test
    void whenOneLeavesTheOtherIsHungUpAndTheBridgeIsGone() {
      formed();

      var decision = take(Bridge.leave(state, ALICE, "Hung up"));

      assertThat(told(decision))
          .containsExactly(new Tell(BOB, new SessionCommand.BridgeEnds(ID, true, "Hung up")));
      assertThat(announced(decision))
          .containsExactly(Kind.SESSION_REMOVED, Kind.SESSION_REMOVED, Kind.DESTROYED);
      assertThat(state.isOpen()).isFalse();
    }

    @Test
    void whenOneIsTakenOutBothCallsStayUp() {
      formed();

      var decision = take(Bridge.remove(state, ALICE));

      assertThat(told(decision))
          .extracting(it -> ((SessionCommand.BridgeEnds) it.command()).hangUp())
          .containsExactly(false, false);
      assertThat(state.isOpen()).isFalse();
    }

    @Test
    void theOtherOneGetsThePlaceOfAnotherCallOfTheOneThatLeaves() {
      formed();
      var dialog = new Replaces("call-9", "ours", "theirs", false);

      assertThat(told(Bridge.handOver(state, ALICE, CAROL, dialog)))
          .containsExactly(new Tell(CAROL, new SessionCommand.Replace(dialog, BOB, ALICE)));
      assertThat(told(Bridge.handOver(state, CAROL, ALICE, dialog)))
          .singleElement()
          .extracting(Tell::command)
          .isInstanceOf(SessionCommand.PeerFails.class);
    }

    @Test
    void aBridgeThatIsGoneLetsTheReplacedCallSayHowItWent() {
      var dialog = new Replaces("call-9", "ours", "theirs", false);

      assertThat(told(Bridge.handOver(state, ALICE, CAROL, dialog)))
          .containsExactly(
              new Tell(
                  CAROL,
                  new SessionCommand.Replace(
                      new Replaces("call-9", "ours", "none", false), ALICE, ALICE)));
    }

    @Test
    void aStrangerWhoLeavesChangesNothing() {
      formed();

      assertThat(Bridge.leave(state, CAROL, "").facts()).isEmpty();
      assertThat(Bridge.remove(state, CAROL).error()).isEqualTo(ErrorKind.NOT_FOUND);
    }
  }

  @Nested
  class Conference {
    private Bridge.Decision join(SessionId session, String legOn) {
      String candidate = state.mediaNode() == null ? "10.0.0.8:25520" : state.mediaNode();
      return take(Bridge.join(state, session, "red", legOn, candidate, NOON));
    }

    @Test
    void theFirstOpensItAndItsLegDecidesTheNode() {
      var decision = join(ALICE, NODE);

      assertThat(announced(decision)).containsExactly(Kind.CREATED, Kind.SESSION_ADDED);
      assertThat(state.mediaNode()).isEqualTo(NODE);
    }

    @Test
    void withoutALegTheCandidateIsTheNode() {
      join(ALICE, null);

      assertThat(state.mediaNode()).isEqualTo("10.0.0.8:25520");
    }

    @Test
    void withoutAnyMediaNodeNobodyComesIn() {
      var decision = take(Bridge.join(state, ALICE, "red", null, null, NOON));

      assertThat(decision.error()).isEqualTo(ErrorKind.RESOURCE_EXHAUSTED);
      assertThat(told(decision).getFirst().command())
          .isInstanceOf(SessionCommand.BridgeRefuses.class);
      assertThat(state.isOpen()).isFalse();
    }

    @Test
    void aLegOnAnotherNodeIsRefusedByName() {
      join(ALICE, NODE);

      var decision = join(BOB, "10.0.0.7:25520");

      assertThat(decision.error()).isEqualTo(ErrorKind.DIFFERENT_MEDIA_NODES);
      assertThat(decision.detail()).contains(NODE, "10.0.0.7:25520");
    }

    @Test
    void joiningTwiceAsksInAgainAndCountsOnce() {
      join(ALICE, NODE);

      var decision = join(ALICE, NODE);

      assertThat(told(decision)).hasSize(1);
      assertThat(state.members()).containsExactly(ALICE);
    }

    @Test
    void theLastPlaceIsTakenAndTheNextRefused() {
      take(Bridge.open(state, "red", 2, NOON));
      join(ALICE, NODE);
      assertThat(join(BOB, NODE).error()).isNull();

      assertThat(join(CAROL, NODE).error()).isEqualTo(ErrorKind.RESOURCE_EXHAUSTED);
      assertThat(state.members()).containsExactly(ALICE, BOB);
    }

    @Test
    void itOutlivesAllButTheLast() {
      join(ALICE, NODE);
      join(BOB, NODE);

      take(Bridge.leave(state, ALICE, ""));
      assertThat(state.isOpen()).isTrue();

      take(Bridge.leave(state, BOB, ""));
      assertThat(state.isOpen()).isFalse();
    }

    @Test
    void openingItTwiceIsAnError() {
      take(Bridge.open(state, "red", 5, NOON));

      assertThat(Bridge.open(state, "red", 5, NOON).error()).isEqualTo(ErrorKind.INVALID_STATE);
    }

    @Test
    void destroyingItHangsUpEverybody() {
      join(ALICE, NODE);
      join(BOB, NODE);

      var decision = take(Bridge.destroy(state, true, "Over"));

      assertThat(told(decision)).extracting(Tell::session).containsExactly(ALICE, BOB);
      assertThat(Bridge.destroy(state, true, "Over").error()).isEqualTo(ErrorKind.NOT_FOUND);
    }
  }
}
