package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.api.CallDecision;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionCommand.PeerFails;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Several phones rung for one caller.
@NullUnmarked
class ForkTest {
  private static final String ONE = "sip:bob@192.0.2.7";
  private static final String TWO = "sip:bob@192.0.2.8";
  private static final Duration EACH = Duration.ofSeconds(20);
  private static final PeerFails ELSEWHERE =
      new PeerFails(Cast.A, 200, "Call completed elsewhere", null);

  final Play play = new Play();

  private Play parallel() {
    return play.invited().decided(new Verdict.Ring(List.of(List.of(ONE, TWO)), EACH));
  }

  private Play serial() {
    return play.invited().decided(new Verdict.Ring(List.of(List.of(ONE), List.of(TWO)), EACH));
  }

  private Play fails(SessionId branch, int status) {
    return play.hears(new SessionInput.PeerFails(branch, status, "because " + status, List.of()));
  }

  private Play answers(SessionId branch) {
    return play.hears(new SessionInput.PeerAnswers(branch, Cast.MEDIA_NODE, "PCMU"));
  }

  private List<String> called() {
    return play.now(SessionAction.MakePeer.class).stream().map(it -> it.plan().to()).toList();
  }

  @Nested
  class AtOnce {
    @Test
    void allAreCalledEachOnABridgeOfItsOwn() {
      parallel();

      assertThat(called()).containsExactly(ONE, TWO);
      assertThat(play.now(SessionAction.MakePeer.class).stream().map(it -> it.plan().treatment()))
          .containsExactly(Treatment.bridge(Cast.bridgeOf(0)), Treatment.bridge(Cast.bridgeOf(1)));
      assertThat(play.now(SessionAction.StartTimer.class))
          .contains(new SessionAction.StartTimer(SessionTimer.RINGING, EACH));
    }

    @Test
    void theFirstThatAnswersHasTheCallAndTheOthersHearThatItWasElsewhere() {
      parallel();
      answers(Cast.B2);

      assertThat(play.told(Cast.B)).containsExactly(ELSEWHERE);
      assertThat(play.told(Cast.B2)).isEmpty();
      assertThat(play.now(SessionAction.OpenLeg.class).getFirst().treatment())
          .isEqualTo(Treatment.bridge(Cast.bridgeOf(1)));
      assertThat(play.hardFacts.getLast()).isInstanceOf(SessionEvent.Taken.class);

      play.legOpened();
      assertThat(play.answers()).containsExactly(200);
      assertThat(play.now(SessionAction.TellBridge.class).getFirst().bridge())
          .isEqualTo(Cast.bridgeOf(1));
    }

    @Test
    void oneThatAnswersAtTheSameMomentIsHungUp() {
      parallel();
      answers(Cast.B2);
      answers(Cast.B);

      assertThat(play.told(Cast.B)).containsExactly(ELSEWHERE);
      assertThat(play.state.links().peer()).isEqualTo(Cast.B2);
    }

    @Test
    void whatTheOthersSayOfTheirEndIsNotTheCallsEnd() {
      parallel();
      answers(Cast.B2).legOpened().acked("");
      fails(Cast.B, 487);

      assertThat(play.state.state()).isEqualTo("Active");
      fails(Cast.B2, 200);
      assertThat(play.sent()).containsExactly("BYE");
    }

    @Test
    void busyOnOneDoesNotStopTheOthers() {
      parallel();
      fails(Cast.B, 486);
      assertThat(play.answers()).isEmpty();

      answers(Cast.B2).legOpened();
      assertThat(play.answers()).containsExactly(200);
    }

    @Test
    void whenAllAreBusySoIsTheCall() {
      parallel();
      fails(Cast.B, 486);
      fails(Cast.B2, 486);

      assertThat(play.answers()).containsExactly(486);
      assertThat(play.isOver()).isTrue();
    }

    @Test
    void aDeclineOfOneSpeaksForAll() {
      parallel();
      fails(Cast.B2, 603);

      assertThat(play.answers()).containsExactly(603);
      assertThat(play.told(Cast.B)).hasSize(1);
      assertThat(play.told(Cast.B2)).isEmpty();
    }

    @Test
    void theCallersCancelReachesAllThatRing() {
      parallel();
      fails(Cast.B, 486);
      play.hears(new SessionInput.Cancelled(null));

      assertThat(play.answers()).containsExactly(487);
      assertThat(play.told(Cast.B)).isEmpty();
      assertThat(play.told(Cast.B2)).hasSize(1);
    }

    @Test
    void nobodyInTimeIsToldToAll() {
      parallel();
      play.timeout(SessionTimer.RINGING);

      assertThat(play.answers()).containsExactly(480);
      assertThat(play.told(Cast.B)).hasSize(1);
      assertThat(play.told(Cast.B2)).hasSize(1);
    }
  }

  @Nested
  class InTurn {
    @Test
    void theNextIsCalledWhenTheOneBeforeHasFailed() {
      serial();
      assertThat(called()).containsExactly(ONE);

      fails(Cast.B, 486);
      assertThat(called()).containsExactly(TWO);

      fails(Cast.B2, 404);
      assertThat(play.answers()).containsExactly(486);
    }

    @Test
    void theNextIsCalledWhenTheOneBeforeHasRungLongEnough() {
      serial();
      play.timeout(SessionTimer.RINGING);

      assertThat(called()).containsExactly(TWO);
      assertThat(play.told(Cast.B))
          .containsExactly(new PeerFails(Cast.A, 480, "Not answered in time", null));
      assertThat(play.now(SessionAction.StartTimer.class))
          .contains(new SessionAction.StartTimer(SessionTimer.RINGING, EACH));

      answers(Cast.B2).legOpened();
      assertThat(play.answers()).containsExactly(200);
    }

    @Test
    void aDeclineEndsItBeforeTheNextIsCalled() {
      serial();
      fails(Cast.B, 603);

      assertThat(called()).isEmpty();
      assertThat(play.answers()).containsExactly(603);
    }
  }

  /// RFC 3261 §16.7 step 6.
  @ParameterizedTest
  @CsvSource({
    "486, 503, 486",
    "503, 404, 404",
    "500, 302, 302",
    "486, 415, 415",
    "415, 404, 415",
    "480, 486, 486",
    "486, 480, 486",
    "486, 600, 600"
  })
  void theBestOfAllAnswersIsTheCallers(int first, int second, int told) {
    parallel();
    fails(Cast.B, first);
    fails(Cast.B2, second);

    assertThat(play.answers()).containsExactly(ForwardedHeaders.refusalFor(told));
    assertThat(play.state.end()).extracting(EndCause::status).isEqualTo(told);
  }

  @Nested
  class OnAnotherNode {
    private void wakes() {
      play.state = play.recovered();
      play.timers.clear();
      play.last = play.core.recover(play.state, Cast.WORLD);
      play.follow(play.last);
    }

    @Test
    void allThatRingAreAskedAgainHowTheyStand() {
      parallel();
      wakes();

      assertThat(play.now(SessionAction.MakePeer.class).stream().map(SessionAction.MakePeer::peer))
          .containsExactly(Cast.B, Cast.B2);
      assertThat(play.timers).contains(SessionTimer.RINGING);
      answers(Cast.B).legOpened();
      assertThat(play.answers()).containsExactly(200);
    }

    @Test
    void whoHasTheCallSaysSoAgainAndTheOthersAreToldAgain() {
      parallel();
      answers(Cast.B2);
      wakes();

      assertThat(play.now(SessionAction.MakePeer.class).stream().map(SessionAction.MakePeer::peer))
          .containsExactly(Cast.B2);
      assertThat(play.told(Cast.B)).containsExactly(ELSEWHERE);
      answers(Cast.B2).legOpened();
      assertThat(play.answers()).containsExactly(200);
    }

    @Test
    void theGroupsBeforeAreNotCalledAgain() {
      serial();
      fails(Cast.B, 486);
      wakes();

      assertThat(called()).containsExactly(TWO);
      fails(Cast.B2, 480);
      assertThat(play.answers()).containsExactly(486);
    }

    @Test
    void aBranchThatWakesAfterTheEndHearsOfIt() {
      parallel();
      play.hears(new SessionInput.Cancelled(null));
      play.state = play.recovered();
      play.hears(new SessionInput.PeerRings(Cast.B2, 180, null, null));

      List<SessionCommand> told = play.told(Cast.B2);
      assertThat(told).hasSize(1).first().isInstanceOf(PeerFails.class);
    }
  }

  @Test
  void moreThanTenAreNotRung() {
    CallDecision.ring(Collections.nCopies(10, ONE).toArray(String[]::new));

    assertThatThrownBy(() -> new CallDecision.Ring(List.of(Collections.nCopies(11, ONE)), null))
        .hasMessageContaining("1 to 10 targets");
    assertThatThrownBy(() -> new CallDecision.Ring(List.of(List.of(ONE), List.of()), null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
