package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.LegId;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A call follows its media node, its bridge and its edge when they move.
@NullUnmarked
class RenewalTest {
  private final Play play = new Play();

  private Play active() {
    return play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened().acked("");
  }

  private Play bridged() {
    return active().hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
  }

  private Play lost() {
    return play.hears(new SessionInput.LeaveMedia(Cast.MEDIA_NODE, true));
  }

  private Play openedElsewhere() {
    return play.hears(
        new SessionInput.LegOpened(play.leg(), Cast.OTHER_MEDIA_NODE, "10.0.0.8", 30_000));
  }

  private Play reanswered(int status, String body) {
    return play.hears(
        new SessionInput.ReinviteResponse(
            play.state.renewal().out().cseq(), Cast.response(status, Cast.CALLER_TAG, body)));
  }

  private SessionAction.Send offer() {
    assertThat(play.sent()).containsExactly("INVITE");
    return play.now(SessionAction.Send.class).getFirst();
  }

  private Duration pause() {
    return play.now(SessionAction.StartTimer.class).stream()
        .filter(it -> it.timer() == SessionTimer.RETRY)
        .map(SessionAction.StartTimer::after)
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  @Nested
  class MediaNodeGone {
    @Test
    void anotherLegIsOpenedThatSendsAtOnceToWhereThePeerListens() {
      active();
      lost();

      var open = play.now(SessionAction.OpenLeg.class).getFirst();
      assertThat(open.leg()).isEqualTo(LegId.of(Cast.A, 2));
      assertThat(open.remote().rtpPort()).isEqualTo(4000);
      assertThat(open.treatment()).isEqualTo(Treatment.tone(440));
      assertThat(open.mediaNode()).isNull();
    }

    @Test
    void thePeerIsTheReInvitedWithTheNextVersionOfTheSameDescription() {
      active();
      lost();
      openedElsewhere();

      var offer = offer();
      assertThat(offer.body())
          .contains("c=IN IP4 10.0.0.8\r\n", "m=audio 30000 RTP/AVP 0", " 1 IN IP4 10.0.0.8\r\n");
      assertThat(offer.dialog().remoteTag()).isEqualTo(Cast.CALLER_TAG);
      assertThat(offer.cseq()).isEqualTo(1);
    }

    @Test
    void itsAnswerIsAcknowledgedAndTheOldLegClosed() {
      active();
      lost();
      openedElsewhere();
      reanswered(200, Cast.sdp());

      assertThat(play.now(SessionAction.Acknowledge.class)).extracting("cseq").containsExactly(1L);
      assertThat(play.now(SessionAction.CloseLeg.class))
          .containsExactly(new SessionAction.CloseLeg(LegId.of(Cast.A, 1), Cast.MEDIA_NODE));
      assertThat(play.state.media().leg().mediaNode()).isEqualTo(Cast.OTHER_MEDIA_NODE);
      assertThat(play.state.media().isDescribed()).isTrue();
      assertThat(play.sent()).isEmpty();
    }

    @Test
    void beingToldTwiceChangesNothing() {
      active();
      lost();
      lost();

      assertThat(play.last).isEqualTo(Decision.ignore());
    }

    @Test
    void aNodeThatForgotTheLegIsAsGoodAsGone() {
      active().hears(new SessionInput.LegFailed(play.leg(), ErrorKind.NOT_FOUND, "unknown"));

      assertThat(play.now(SessionAction.OpenLeg.class)).hasSize(1);
    }

    @Test
    void withoutAnyOtherNodeItIsTriedAgainThenTheCallEnds() {
      active();
      lost();
      play.hears(new SessionInput.LegFailed(play.leg(), ErrorKind.RESOURCE_EXHAUSTED, "full"));
      assertThat(pause()).isEqualTo(Duration.ofSeconds(1));
      play.timeout(SessionTimer.RETRY);
      assertThat(play.now(SessionAction.OpenLeg.class)).hasSize(1);
      play.hears(new SessionInput.LegFailed(play.leg(), ErrorKind.RESOURCE_EXHAUSTED, "full"));

      assertThat(play.sent()).containsExactly("BYE");
      assertThat(play.state.end().status()).isEqualTo(503);
    }

    @Test
    void beforeTheAckThePeerIsToldOnceItIsHere() {
      play.invited().decided(new Verdict.Accept(Treatment.ECHO)).legOpened();
      lost();
      openedElsewhere();
      assertThat(play.sent()).isEmpty();
      play.acked("");

      assertThat(offer().body()).contains("10.0.0.8");
    }

    @Test
    void aCalleeThatIsBeingCalledIsToldOnceItHasAnswered() {
      play.made(null).legOpened();
      lost();
      openedElsewhere();
      play.answered(200, Cast.sdp());

      assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
      assertThat(offer().body()).contains("10.0.0.8");
    }
  }

  @Nested
  class OnABridge {
    @Test
    void theBridgeSaysWhere() {
      bridged();
      lost();

      assertThat(play.now(SessionAction.TellBridge.class))
          .containsExactly(
              new SessionAction.TellBridge(
                  Cast.BRIDGE, new BridgeCommand.LeaveMedia(Cast.A, Cast.MEDIA_NODE, true)));
      play.hears(new SessionInput.MoveLeg(Cast.BRIDGE, Cast.OTHER_MEDIA_NODE, true));
      var open = play.now(SessionAction.OpenLeg.class).getFirst();
      assertThat(open.mediaNode()).isEqualTo(Cast.OTHER_MEDIA_NODE);
      assertThat(open.treatment()).isEqualTo(Treatment.bridge(Cast.BRIDGE));
    }

    @Test
    void itIsAskedAgain() {
      bridged();
      lost();
      play.timeout(SessionTimer.RETRY);
      assertThat(play.now(SessionAction.TellBridge.class)).hasSize(1);
      play.timeout(SessionTimer.RETRY);

      assertThat(play.sent()).containsExactly("BYE"); // one retry in this cast
    }

    @Test
    void aDrainOpensTheSecondLegBeforeTheFirstIsClosed() {
      bridged().hears(new SessionInput.MoveLeg(Cast.BRIDGE, Cast.OTHER_MEDIA_NODE, false));
      openedElsewhere();
      assertThat(play.now(SessionAction.CloseLeg.class)).isEmpty();
      reanswered(200, Cast.sdp());

      assertThat(play.now(SessionAction.CloseLeg.class)).hasSize(1);
    }
  }

  @Nested
  class Drain {
    @Test
    void aToneIsNotHeardTwice() {
      active().hears(new SessionInput.LeaveMedia(Cast.MEDIA_NODE, false));
      assertThat(play.now(SessionAction.OpenLeg.class).getFirst().treatment())
          .isEqualTo(Treatment.NONE);
      openedElsewhere();
      reanswered(200, Cast.sdp());

      assertThat(play.now(SessionAction.ChangeLeg.class).getFirst().treatment())
          .isEqualTo(Treatment.tone(440));
    }

    @Test
    void withoutAnotherNodeTheLegStays() {
      active().hears(new SessionInput.LeaveMedia(Cast.MEDIA_NODE, false));
      for (int i = 0; i < 3; i++) {
        play.hears(new SessionInput.LegFailed(play.leg(), ErrorKind.RESOURCE_EXHAUSTED, "full"));
        if (play.timers.contains(SessionTimer.RETRY)) {
          play.timeout(SessionTimer.RETRY);
        }
      }

      assertThat(play.state.state()).isEqualTo("Active");
      assertThat(play.state.renewal().replacing()).isFalse();
      assertThat(play.openLegs).containsExactly(LegId.of(Cast.A, 1));
    }

    @Test
    void theNodeDyingMeanwhileIsNews() {
      active().hears(new SessionInput.LeaveMedia(Cast.MEDIA_NODE, false));
      play.hears(new SessionInput.LegFailed(play.leg(), ErrorKind.RESOURCE_EXHAUSTED, "full"));
      lost();

      assertThat(play.now(SessionAction.OpenLeg.class)).hasSize(1);
      assertThat(play.state.renewal().lost()).isTrue();
    }
  }

  @Nested
  class EdgeGone {
    @Test
    void theContactIsRefreshedByTheSameDescription() {
      active().hears(new SessionInput.LeaveEdge(Cast.EDGE));

      assertThat(offer().body()).isEqualTo(play.state.media().localSdp());
      reanswered(200, Cast.sdp());
      assertThat(play.state.theDialog().edge()).isEqualTo(Cast.OTHER_EDGE);
      assertThat(play.now(SessionAction.Acknowledge.class).getFirst().dialog().remoteTarget())
          .isEqualTo("sip:bob@192.0.2.7:5070");
    }

    @Test
    void anEdgeThePeerDoesNotUseIsNoNews() {
      active().hears(new SessionInput.LeaveEdge("10.0.0.77:1"));

      assertThat(play.last).isEqualTo(Decision.ignore());
    }

    @Test
    void anInviteThatWaitedThereIsSentAgainAsAnotherCall() {
      play.made(null).legOpened().hears(new SessionInput.LeaveEdge(Cast.EDGE));

      assertThat(offer().cseq()).isEqualTo(1);
      assertThat(play.state.theDialog().edge()).isEqualTo(Cast.OTHER_EDGE);
    }
  }

  @Nested
  class OurOffer {
    private Play offering() {
      active();
      return play.hears(new SessionInput.LeaveEdge(Cast.EDGE));
    }

    @Test
    void theirsMeanwhileIsGlare() {
      offering().requested("INVITE", Cast.sdp());

      assertThat(play.answers()).containsExactly(491);
    }

    @Test
    void glareIsWaitedOutByTheRulesOfTheCallee() {
      offering();
      reanswered(491, "");

      assertThat(pause()).isEqualTo(Duration.ofSeconds(1)); // chance 0.5 of 0–2 s
    }

    @Test
    void glareIsWaitedOutByTheRulesOfWhoMadeTheCallId() {
      play.made(null).legOpened().answered(200, Cast.sdp());
      play.hears(new SessionInput.LeaveEdge(Cast.EDGE));
      reanswered(491, "");

      assertThat(pause()).isEqualTo(Duration.ofMillis(3050)); // chance 0.5 of 2.1–4 s
    }

    @Test
    void retryAfterIsObeyed() {
      offering();
      var response = Cast.response(503, "", "");
      var asking =
          new dev.tandem.protocol.DialogResponse(
              "INVITE",
              1,
              503,
              "Busy",
              "",
              null,
              List.of(),
              response.source(),
              null,
              "",
              List.of(new Header("Retry-After", "7 (soon)")));
      play.hears(new SessionInput.ReinviteResponse(play.state.renewal().out().cseq(), asking));

      assertThat(pause()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aPeerThatForgotTheDialogIsHungUpOn() {
      offering();
      reanswered(481, "");

      assertThat(play.sent()).containsExactly("BYE");
    }

    @Test
    void aPeerThatCannotBeReachedIsTriedAgain() {
      offering();
      long cseq = play.state.renewal().out().cseq();
      play.hears(new SessionInput.ReinviteUnanswered(cseq, Failure.TRANSPORT));
      assertThat(play.sent()).isEmpty();
      play.timeout(SessionTimer.RETRY);
      assertThat(play.sent()).containsExactly("INVITE");
      long next = play.state.renewal().out().cseq();
      play.hears(new SessionInput.ReinviteUnanswered(next, Failure.TRANSPORT));
      assertThat(play.sent()).containsExactly("BYE"); // one retry in this cast
    }

    @Test
    void aLateAnswerToAnEarlierOneIsOnlyAcknowledged() {
      offering();
      play.hears(new SessionInput.ReinviteResponse(77, Cast.response(200, "", Cast.sdp())));

      assertThat(play.last.actions()).singleElement().isInstanceOf(SessionAction.Acknowledge.class);
    }

    @Test
    void itWaitsForTheAckOfTheirs() {
      active().requested("INVITE", Cast.sdp());
      long theirs = play.state.theDialog().remoteCseq();
      lost();
      openedElsewhere();
      assertThat(play.sent()).isEmpty();
      play.hears(new SessionInput.Ack(theirs, ""));

      assertThat(offer().body()).contains("10.0.0.8");
    }
  }

  @Nested
  class AfterRecovery {
    private Decision wakes() {
      play.state = play.recovered();
      play.timers.clear();
      Decision decision = play.core.recover(play.state, Cast.WORLD);
      play.last = decision;
      play.follow(decision);
      return decision;
    }

    @Test
    void theLegIsTakenUpAgain() {
      active();
      wakes();

      var change = play.now(SessionAction.ChangeLeg.class).getFirst();
      assertThat(change.leg()).isEqualTo(LegId.of(Cast.A, 1));
      assertThat(change.treatment()).isEqualTo(Treatment.tone(440));
    }

    @Test
    void aDeadMediaNodeIsLeft() {
      active();
      play.hears(new SessionInput.LeaveMedia(Cast.MEDIA_NODE, true))
          .hears(new SessionInput.LegOpened(play.leg(), Cast.DEAD_NODE, "10.0.0.7", 30_000));
      wakes();

      assertThat(play.told(Cast.A)).contains(new SessionCommand.LeaveMedia(Cast.DEAD_NODE, true));
    }

    @Test
    void anOfferThatWasOutIsMadeAgain() {
      active();
      lost();
      openedElsewhere();
      wakes();
      assertThat(play.timers).contains(SessionTimer.RETRY);
      play.timeout(SessionTimer.RETRY);

      var offer = offer();
      assertThat(offer.body()).contains("10.0.0.8");
      assertThat(offer.cseq()).isGreaterThan(1);
    }

    @Test
    void theCalledLegIsAskedForAgain() {
      play.invited().decided(new Verdict.Forward("sip:bob@192.0.2.7"));
      wakes();

      assertThat(play.now(SessionAction.MakePeer.class).getFirst().plan().to())
          .isEqualTo("sip:bob@192.0.2.7");
    }

    @Test
    void aCalledLegThatIsUpSaysSoAgain() {
      play.made(Cast.B).legOpened().answered(200, Cast.sdp());
      play.hears(new SessionInput.Make(Cast.plan(Cast.B)));

      assertThat(play.told(Cast.B))
          .containsExactly(new SessionCommand.PeerAnswers(Cast.A, Cast.MEDIA_NODE, "PCMU"));
    }
  }

  @Test
  void aChallengedReinviteIsRepeatedWithTheAnswerAndSoIsItsAck() {
    play.invited().decided(new Verdict.Accept(Treatment.ECHO)).legOpened().acked("");
    play.hears(new SessionInput.Hold(true));
    SessionAction.Send first = play.now(SessionAction.Send.class).getFirst();
    Header proof = new Header("Authorization", "Digest realm=\"r\"");
    play.hears(
        new SessionInput.ReinviteResponse(
            first.cseq(), Cast.response(play.state, 401, "", "", proof)));
    SessionAction.Send again = play.now(SessionAction.Send.class).getFirst();
    assertThat(again.cseq()).isEqualTo(first.cseq() + 1);
    assertThat(again.headers()).contains(proof);
    assertThat(again.body()).isEqualTo(first.body());

    play.hears(new SessionInput.ReinviteResponse(again.cseq(), Cast.response(200, "", Cast.sdp())));

    assertThat(play.now(SessionAction.Acknowledge.class).getFirst().headers())
        .containsExactly(proof);
    assertThat(play.state.media().hold().told()).isTrue();
  }
}
