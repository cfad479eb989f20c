package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.Publication;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A session that is called (UAS), state by state.
@NullUnmarked
class CalledTest {
  final Play play = new Play();

  private static final Verdict ACCEPT = new Verdict.Accept(Treatment.ECHO);

  private Play answering() {
    return play.invited().decided(ACCEPT).legOpened();
  }

  private Play active() {
    return answering().acked("");
  }

  @Nested
  class Invited {
    @Test
    void theHandlerIsAskedAndTheRingingTimerStarts() {
      play.invited();

      assertThat(play.state.state()).isEqualTo("Routing");
      assertThat(play.did(SessionAction.AskHandler.class)).hasSize(1);
      assertThat(play.timers).containsExactly(SessionTimer.RINGING);
    }

    @Test
    void anOfferWithoutACodecOfOursGets488AndAWarning() {
      play.invited(Cast.ONLY_G729);

      var answer = play.now(SessionAction.Respond.class).getFirst();
      assertThat(answer.status()).isEqualTo(488);
      assertThat(answer.headers()).extracting("name").contains("Warning");
      assertThat(play.state.state()).isEqualTo("Failed");
    }

    @Test
    void aBodyThatIsNoSdpGets400() {
      assertThat(play.invited(Cast.NO_SDP_AT_ALL).answers()).containsExactly(400);
    }

    @Test
    void theFirstFactCarriesTheStateItLedTo() {
      assertThat(play.invited().hardFacts)
          .singleElement()
          .extracting(SessionEvent::state)
          .isEqualTo("Routing");
    }

    @Test
    void aRepeatedInviteIsToldThatTheCallIsInGoodHands() {
      play.invited()
          .hears(new SessionInput.Invite(Cast.invitation(Cast.sdp()), Cast.transaction("again")));

      assertThat(play.now(SessionAction.Respond.class))
          .singleElement()
          .satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(100);
            assertThat(answer.transaction().key()).isEqualTo("again");
          });
    }

    @Test
    void aRepeatedInviteFromAnotherEdgeChangesTheWayBack() {
      play.invited()
          .hears(
              new SessionInput.Invite(
                  Cast.invitation(Cast.sdp()), Cast.transaction("z9hG4bK-elsewhere")));

      play.decided(new Verdict.Reject(486, "Busy"));

      assertThat(play.now(SessionAction.Respond.class).getFirst().transaction().key())
          .isEqualTo("z9hG4bK-elsewhere");
    }
  }

  @Nested
  class Deciding {
    @Test
    void aRejectionGoesOutWithItsReasonAndEndsTheSession() {
      play.invited().decided(new Verdict.Reject(486, "Not now"));

      var answer = play.now(SessionAction.Respond.class).getFirst();
      assertThat(answer.status()).isEqualTo(486);
      assertThat(answer.reason()).isEqualTo("Not now");
      assertThat(play.isOver()).isTrue();
      assertThat(play.timers).isEmpty();
    }

    @Test
    void aRedirectionNamesItsTargetsBestFirst() {
      play.invited().decided(new Verdict.Redirect(List.of("sip:a@192.0.2.1", "sip:b@192.0.2.2")));

      var answer = play.now(SessionAction.Respond.class).getFirst();
      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.headers())
          .extracting("value")
          .containsExactly("<sip:a@192.0.2.1>;q=1.0", "<sip:b@192.0.2.2>;q=0.9");
    }

    @Test
    void aDeferredCallRingsUntilSomebodyAccepts() {
      play.invited().decided(new Verdict.Defer());
      assertThat(play.answers()).containsExactly(180);
      assertThat(play.state.state()).isEqualTo("Ringing");

      play.decided(ACCEPT).legOpened();

      assertThat(play.answers()).containsExactly(200);
    }

    @Test
    void nobodyDecidesInTimeIs480() {
      play.invited().decided(new Verdict.Defer()).timeout(SessionTimer.RINGING);

      assertThat(play.answers()).containsExactly(480);
      assertThat(play.isOver()).isTrue();
    }

    @Test
    void aQueuedCallHearsThatAndHasItsOwnTime() {
      play.invited().decided(queued(20));

      assertThat(play.answers()).containsExactly(182);
      assertThat(play.now(SessionAction.StartTimer.class)).containsExactly(ringsFor(20));
    }

    @Test
    void theEarlierDeadlineHolds() {
      play.invited().decided(queued(20)).decided(queued(30));
      assertThat(play.now(SessionAction.StartTimer.class)).isEmpty();

      play.decided(queued(10));
      assertThat(play.now(SessionAction.StartTimer.class)).containsExactly(ringsFor(10));
    }

    @Test
    void theDeadlineOutlivesTheNode() {
      play.invited().decided(queued(20));

      Decision decision = play.core.recover(play.recovered(), Cast.at(Cast.NOON.plusSeconds(15)));

      assertThat(decision.actions()).contains(ringsFor(5));
    }

    @Test
    void whoIsPutThroughHasTheTimeOfAnyCall() {
      play.invited().decided(queued(20)).decided(new Verdict.Forward("sip:bob@192.0.2.7"));

      assertThat(play.now(SessionAction.StartTimer.class)).containsExactly(ringsFor(180));
      assertThat(play.state.theCall().decideBy()).isNull();
    }

    private static Verdict queued(long seconds) {
      return new Verdict.Defer(Verdict.Defer.QUEUED, Duration.ofSeconds(seconds));
    }

    private static SessionAction.StartTimer ringsFor(long seconds) {
      return new SessionAction.StartTimer(SessionTimer.RINGING, Duration.ofSeconds(seconds));
    }

    @Test
    void aSecondVerdictIsRefused() {
      play.invited().decided(ACCEPT).decided(new Verdict.Reject(486, null));

      assertThat(play.last.refusal()).extracting("error").isEqualTo(ErrorKind.INVALID_STATE);
    }

    @Test
    void aVerdictAboutACallThatNeverWasIsNotFound() {
      assertThat(play.decided(ACCEPT).last.refusal())
          .extracting("error")
          .isEqualTo(ErrorKind.NOT_FOUND);
    }
  }

  @Nested
  class Answering {
    @Test
    void theAnswerIsRepeatedUntilTheAck() {
      answering();

      var answer = play.now(SessionAction.Respond.class).getFirst();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.localTag()).isEqualTo(Cast.A + "-mac");
      assertThat(answer.body()).contains("m=audio 20000 RTP/AVP 0");
      assertThat(play.now(SessionAction.RepeatAnswer.class)).hasSize(1);

      play.acked("");

      assertThat(play.now(SessionAction.StopRepeating.class)).hasSize(1);
      assertThat(play.state.state()).isEqualTo("Active");
      assertThat(play.timers).containsExactly(SessionTimer.SESSION);
    }

    @Test
    void withoutAnAckTheCallIsEndedByBye() {
      answering().timeout(SessionTimer.ACK);

      assertThat(play.sent()).containsExactly("BYE");
      assertThat(play.openLegs).isEmpty();
      assertThat(play.state.end()).extracting(EndCause::status).isEqualTo(408);
    }

    /// RFC 3261 §15: the callee's BYE waits for the ACK.
    @Test
    void aHangUpWaitsForTheAck() {
      answering().hears(new SessionInput.HangUp(Cast.BORED));
      assertThat(play.sent()).isEmpty();
      assertThat(play.state.state()).isEqualTo("HangingUp");

      play.acked("");

      assertThat(play.sent()).containsExactly("BYE");
      assertThat(play.state.state()).isEqualTo("Terminating");
    }

    @Test
    void anOfferlessInviteIsAnsweredByAnOfferAndTheAckAgrees() {
      play.invited("").decided(ACCEPT).legOpened();
      assertThat(play.now(SessionAction.Respond.class).getFirst().body())
          .contains("m=audio 20000 RTP/AVP 0 8");

      play.acked(Cast.sdp("8"));

      assertThat(play.state.state()).isEqualTo("Active");
      assertThat(play.now(SessionAction.ChangeLeg.class))
          .singleElement()
          .extracting(it -> it.remote().encoding())
          .isEqualTo("PCMA");
    }

    @Test
    void anAckThatAgreesToNothingEndsTheCall() {
      play.invited("").decided(ACCEPT).legOpened().acked("");

      assertThat(play.sent()).containsExactly("BYE");
      assertThat(play.openLegs).isEmpty();
    }
  }

  @Nested
  class Cancelled {
    @Test
    void beforeTheAnswerTheInviteGets487() {
      play.invited()
          .decided(new Verdict.Defer())
          .hears(new SessionInput.Cancelled("SIP;cause=200"));

      assertThat(play.answers()).containsExactly(487);
      assertThat(play.state.end()).extracting(EndCause::reason).isEqualTo("SIP;cause=200");
    }

    /// RFC 3261 §15.
    @Test
    void byAByeInTheEarlyDialogAsWell() {
      play.invited().decided(new Verdict.Defer()).requested("BYE", "");

      assertThat(play.answers()).containsExactly(200, 487);
      assertThat(play.state.end()).extracting(EndCause::status).isEqualTo(487);
      assertThat(play.isOver()).isTrue();
    }

    @Test
    void whileTheLegOpensTheLegIsClosedNowAndWhenItTurnsUp() {
      play.invited().decided(ACCEPT).hears(new SessionInput.Cancelled(null));
      assertThat(play.answers()).containsExactly(487);
      assertThat(play.openLegs).isEmpty();

      play.legOpened();

      assertThat(play.now(SessionAction.CloseLeg.class)).hasSize(1);
      assertThat(play.answers()).isEmpty();
    }

    @Test
    void afterTheAnswerItIsTooLate() {
      answering().hears(new SessionInput.Cancelled(null));

      assertThat(play.answers()).isEmpty();
      assertThat(play.state.state()).isEqualTo("Answering");
    }
  }

  @Nested
  class WithoutMedia {
    @Test
    void noLegIs503WithRetryAfter() {
      play.invited()
          .decided(ACCEPT)
          .hears(new SessionInput.LegFailed(play.leg(), ErrorKind.RESOURCE_EXHAUSTED, "full"));

      var answer = play.now(SessionAction.Respond.class).getFirst();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).extracting("name").contains("Retry-After");
      assertThat(play.isOver()).isTrue();
    }

    @Test
    void aMediaNodeThatSaysNothingIs503Too() {
      assertThat(play.invited().decided(ACCEPT).timeout(SessionTimer.MEDIA).answers())
          .containsExactly(503);
    }
  }

  @Nested
  class Active {
    @Test
    void aByeIsAnsweredAndTheLegClosed() {
      active().requested("BYE", "");

      assertThat(play.answers()).containsExactly(200);
      assertThat(play.openLegs).isEmpty();
      assertThat(play.isOver()).isTrue();
      assertThat(play.state.end()).extracting(EndCause::by).isEqualTo(EndCause.By.REMOTE);
    }

    @Test
    void bothHangUpAtOnceAndBothAreAnswered() {
      active().hears(new SessionInput.HangUp(Cast.BORED)).requested("BYE", "");

      assertThat(play.answers()).containsExactly(200);
      assertThat(play.isOver()).isTrue();
    }

    @Test
    void aReinviteChangesTheLegAndIsAnsweredWithTheNextVersion() {
      active().requested("INVITE", Cast.sdp("8"));

      assertThat(play.answers()).containsExactly(200);
      var answer = play.now(SessionAction.Respond.class).getFirst();
      assertThat(answer.body()).contains("RTP/AVP 8").containsPattern("o=- \\d+ 1 IN");
      assertThat(play.now(SessionAction.ChangeLeg.class)).hasSize(1);
      assertThat(play.now(SessionAction.RepeatAnswer.class)).hasSize(1);
    }

    @Test
    void aReinviteWithNothingUsableGets488AndTheCallGoesOn() {
      active().requested("INVITE", Cast.ONLY_G729);

      assertThat(play.answers()).containsExactly(488);
      assertThat(play.state.state()).isEqualTo("Active");
      assertThat(play.state.media().leg().remote().encoding()).isEqualTo("PCMU");
    }

    @Test
    void aReinviteMovesTheRemoteTarget() {
      active().requested("INVITE", Cast.sdp());

      assertThat(play.state.theDialog().dialog().remoteTarget()).isEqualTo("sip:moved@192.0.2.6");
    }

    @Test
    void aRequestOutOfOrderGets500() {
      active();
      long old = play.state.theDialog().remoteCseq() - 1;

      play.hears(
          new SessionInput.Request(
              Cast.request(play.state, "INFO", old, ""), Cast.transaction("z9hG4bK-old")));

      assertThat(play.answers()).containsExactly(500);
    }

    @Test
    void aRequestWithAForeignTagGets481AndChangesNothing() {
      active();
      var before = play.state;
      var forged =
          new dev.tandem.protocol.DialogRequest(
              "BYE", "call-1", "forged", 99, null, Cast.PHONE, null, "", List.of());

      play.hears(new SessionInput.Request(forged, Cast.transaction("z9hG4bK-forged")));

      assertThat(play.answers()).containsExactly(481);
      assertThat(play.state).isEqualTo(before);
    }

    @Test
    void theGreatestAgeEndsTheCall() {
      assertThat(active().timeout(SessionTimer.SESSION).sent()).containsExactly("BYE");
    }

    @Test
    void itEndsWhenTheByeIsAnsweredOrNobodyAnswersIt() {
      Play answered = active().hears(new SessionInput.HangUp(Cast.BORED)).copy();
      Play unanswered = answered.copy();

      assertThat(answered.hears(new SessionInput.ByeDone()).isOver()).isTrue();
      assertThat(unanswered.timeout(SessionTimer.CLEANUP).isOver()).isTrue();
    }
  }

  @Nested
  class Over {
    @Test
    void aByeGets481() {
      assertThat(active().requested("BYE", "").requested("BYE", "").answers()).containsExactly(481);
    }

    @Test
    void theSameByeByAnotherEdgeGets200AlsoAfterARecovery() {
      active().requested("BYE", "");
      play.state = play.recovered();
      long cseq = play.state.theDialog().remoteCseq();
      var again =
          new SessionInput.Request(
              Cast.request(play.state, "BYE", cseq, ""), Cast.transaction("z9hG4bK-again"));

      assertThat(play.hears(again).answers()).containsExactly(200);
    }

    @Test
    void hangingUpAgainIsNoError() {
      active().requested("BYE", "").hears(new SessionInput.HangUp(Cast.BORED));

      assertThat(play.last.refusal()).isNull();
    }
  }

  @Nested
  class Forwarded {
    private Play connecting() {
      return play.invited().decided(new Verdict.Forward("sip:bob@192.0.2.7"));
    }

    @Test
    void theOtherLegIsMadeOnTheSameBridge() {
      var made = connecting().now(SessionAction.MakePeer.class).getFirst();

      assertThat(made.peer()).isEqualTo(Cast.B);
      assertThat(made.plan().forwardedFor()).isEqualTo(Cast.A);
      assertThat(made.plan().treatment()).isEqualTo(Treatment.bridge(Cast.BRIDGE));
      assertThat(made.plan().from()).isEqualTo("sip:alice@example.com");
    }

    @Test
    void itsRingingAndItsAnswerReachTheCallerInItsCodec() {
      connecting().hears(new SessionInput.PeerRings(Cast.B, 180, null, null));
      assertThat(play.answers()).containsExactly(180);

      play.hears(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMA"));
      var open = play.now(SessionAction.OpenLeg.class).getFirst();
      assertThat(open.mediaNode()).isEqualTo(Cast.MEDIA_NODE);
      assertThat(open.remote().encoding()).isEqualTo("PCMA");
      assertThat(open.treatment()).isEqualTo(Treatment.bridge(Cast.BRIDGE));

      play.legOpened();
      assertThat(play.now(SessionAction.Respond.class).getFirst().body()).contains("RTP/AVP 8");
      assertThat(play.now(SessionAction.TellBridge.class).getFirst().command())
          .isEqualTo(new BridgeCommand.Form(List.of(Cast.A, Cast.B), Cast.MEDIA_NODE));
    }

    @Test
    void itsRefusalIsTheCallersAnswer() {
      connecting().hears(new SessionInput.PeerFails(Cast.B, 486, "Busy Here", List.of()));

      assertThat(play.answers()).containsExactly(486);
      assertThat(play.told(Cast.B)).isEmpty();
    }

    @Test
    void theCallersCancelEndsTheOtherLeg() {
      connecting().hears(new SessionInput.Cancelled(null));

      assertThat(play.answers()).containsExactly(487);
      assertThat(play.told(Cast.B)).singleElement().isInstanceOf(SessionCommand.PeerFails.class);
    }

    @Test
    void theCallersEarlyByeEndsTheOtherLeg() {
      connecting().hears(new SessionInput.PeerRings(Cast.B, 180, null, null)).requested("BYE", "");

      assertThat(play.answers()).containsExactly(200, 487);
      assertThat(play.told(Cast.B)).singleElement().isInstanceOf(SessionCommand.PeerFails.class);
    }

    @Test
    void theCallersByeEndsTheOtherLegAndLeavesTheBridge() {
      connecting()
          .hears(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMU"))
          .legOpened()
          .acked("")
          .requested("BYE", "");

      assertThat(play.told(Cast.B)).singleElement().isInstanceOf(SessionCommand.PeerFails.class);
      assertThat(play.now(SessionAction.TellBridge.class).getFirst().command())
          .isInstanceOf(BridgeCommand.Leave.class);
    }
  }

  @Nested
  class IntoAConference {
    private Play joining() {
      return play.invited().decided(new Verdict.Join(Cast.ROOM, "red"));
    }

    @Test
    void theRoomIsAskedAndNamesTheMediaNode() {
      joining();
      assertThat(play.now(SessionAction.TellBridge.class).getFirst().command())
          .isEqualTo(new BridgeCommand.Join(Cast.A, "red", null, null));

      play.hears(new SessionInput.EnterBridge(Cast.ROOM, Cast.MEDIA_NODE));

      var open = play.now(SessionAction.OpenLeg.class).getFirst();
      assertThat(open.mediaNode()).isEqualTo(Cast.MEDIA_NODE);
      assertThat(open.treatment()).isEqualTo(Treatment.bridge(Cast.ROOM));
      play.legOpened();
      assertThat(play.now(SessionAction.TellBridge.class).getFirst().command())
          .isEqualTo(new BridgeCommand.Entered(Cast.A));
    }

    @Test
    void aFullRoomIs503() {
      joining()
          .hears(new SessionInput.BridgeRefuses(Cast.ROOM, ErrorKind.RESOURCE_EXHAUSTED, "full"));

      assertThat(play.answers()).containsExactly(503);
    }

    @Test
    void aCallerWhoGivesUpLeavesTheRoom() {
      joining().hears(new SessionInput.Cancelled(null));

      assertThat(play.now(SessionAction.TellBridge.class).getFirst().command())
          .isInstanceOf(BridgeCommand.Leave.class);
    }

    @Test
    void anInvitationOfARoomToACallThatIsOverIsTurnedDown() {
      play.invited().decided(new Verdict.Reject(486, null));

      play.hears(new SessionInput.EnterBridge(Cast.ROOM, Cast.MEDIA_NODE));

      assertThat(play.now(SessionAction.TellBridge.class))
          .singleElement()
          .extracting(SessionAction.TellBridge::command)
          .isInstanceOf(BridgeCommand.Leave.class);
    }

    @Test
    void anInvitationOfARoomToACallThatIsNotUpIsTurnedDown() {
      play.invited().hears(new SessionInput.EnterBridge(Cast.ROOM, Cast.MEDIA_NODE));

      assertThat(play.now(SessionAction.TellBridge.class))
          .singleElement()
          .extracting(SessionAction.TellBridge::bridge)
          .isEqualTo(Cast.ROOM);
    }
  }

  @Nested
  class Recovered {
    @Test
    void anUndecidedCallIsAskedAboutAgain() {
      play.invited();

      Decision decision = play.core.recover(play.recovered(), Cast.at(Cast.NOON.plusSeconds(30)));

      assertThat(decision.actions().getFirst()).isInstanceOf(SessionAction.AskHandler.class);
      assertThat(decision.actions())
          .contains(new SessionAction.StartTimer(SessionTimer.RINGING, Duration.ofSeconds(150)));
    }

    @Test
    void whoIsInAConferenceLeavesItWithTheCall() {
      play.invited()
          .decided(new Verdict.Join(Cast.ROOM, "room"))
          .hears(new SessionInput.EnterBridge(Cast.ROOM, Cast.MEDIA_NODE))
          .legOpened()
          .acked("");
      assertThat(play.state.state()).isEqualTo("Active");
      assertThat(play.recovered().links()).isEqualTo(play.state.links());
      play.state = play.recovered();

      play.requested("BYE", "");

      assertThat(play.now(SessionAction.TellBridge.class))
          .extracting(SessionAction.TellBridge::command)
          .hasAtLeastOneElementOfType(BridgeCommand.Leave.class);
    }

    @Test
    void anUnacknowledgedAnswerIsSentAgainByTheStoredInvite() {
      answering();

      Decision decision = play.core.recover(play.recovered(), Cast.WORLD);

      var answer = (SessionAction.Respond) decision.actions().getFirst();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.invite()).isNotEmpty();
      assertThat(decision.actions()).hasAtLeastOneElementOfType(SessionAction.RepeatAnswer.class);
    }

    @Test
    void aCallThatWasHangingUpStillWaitsForItsAck() {
      answering().hears(new SessionInput.HangUp(Cast.BORED));
      play.state = play.recovered();

      play.follow(play.core.recover(play.state, Cast.WORLD));
      play.acked("");

      assertThat(play.sent()).containsExactly("BYE");
    }

    @Test
    void aByeThatWasBegunIsFinishedAndAllAreToldAgain() {
      play.invited()
          .decided(new Verdict.Forward("sip:bob@192.0.2.7"))
          .hears(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMU"))
          .legOpened()
          .acked("")
          .hears(new SessionInput.HangUp(Cast.BORED));

      Decision decision = play.core.recover(play.recovered(), Cast.WORLD);

      assertThat(decision.actions())
          .hasAtLeastOneElementOfType(SessionAction.Send.class)
          .hasAtLeastOneElementOfType(SessionAction.CloseLeg.class)
          .hasAtLeastOneElementOfType(SessionAction.TellSession.class)
          .hasAtLeastOneElementOfType(SessionAction.TellBridge.class);
    }

    @Test
    void aCallThatIsUpGoesOnWithItsAgeAndAGapInItsNumbers() {
      active();

      play.state = play.recovered();
      play.follow(play.core.recover(play.state, Cast.WORLD));
      play.hears(new SessionInput.HangUp(Cast.BORED));

      assertThat(play.now(SessionAction.Send.class).getFirst().cseq()).isEqualTo(17);
    }

    @Test
    void aSessionThatIsOverDoesNothing() {
      active().requested("BYE", "");

      assertThat(play.core.recover(play.recovered(), Cast.WORLD)).isEqualTo(Decision.ignore());
    }
  }

  @Test
  void whatListenersHearOfAnOrdinaryCall() {
    active().requested("BYE", "");

    assertThat(play.did(SessionAction.Publish.class))
        .extracting(SessionAction.Publish::publication)
        .containsExactly(
            Publication.SESSION_CREATED,
            Publication.INCOMING_CALL,
            Publication.CALL_ESTABLISHED,
            Publication.CALL_TERMINATED);
  }
}
