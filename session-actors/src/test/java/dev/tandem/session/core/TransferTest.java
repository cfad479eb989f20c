package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.BridgeCommand;
import dev.tandem.protocol.CallPlan;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.ReferTo;
import dev.tandem.protocol.Replaces;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.TransferVerdict;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Transfers (RFC 3515, RFC 5589) by either side, and calls that take the place of others (RFC
/// 3891). The session talks to C over a bridge; B is who calls the target.
@NullUnmarked
class TransferTest {
  private static final String CAROL = "sip:carol@192.0.2.9";
  private static final Header BY_ALICE = new Header("Referred-By", "<sip:alice@example.com>");
  private final Play play = new Play();

  private Play active() {
    return play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened().acked("");
  }

  /// On a bridge with the session C.
  private Play talking() {
    active();
    play.hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
    play.hears(new SessionInput.LegChanged(play.leg()));
    keep(new SessionEvent.Relinked("Active", Cast.C, Cast.BRIDGE));
    return play;
  }

  private void keep(SessionEvent fact) {
    play.state = SessionCore.evolve(play.state, fact);
    play.hardFacts.add(fact);
  }

  private Play referred() {
    play.hears(Cast.refer(play.state, "<" + CAROL + ">", BY_ALICE));
    return play.hears(
        new SessionInput.TransferDecided(
            play.state.extensions().asked().cseq(), new TransferVerdict.Follow(CAROL)));
  }

  private Play refer() {
    return play.hears(new SessionInput.Refer(new ReferTo(CAROL, null)));
  }

  private List<String> notified() {
    return play.now(SessionAction.Send.class).stream()
        .filter(it -> it.method().equals("NOTIFY"))
        .map(it -> it.body().strip() + " " + Headers.first(it.headers(), "Subscription-State"))
        .toList();
  }

  private static SessionInput answers(SessionId who) {
    return new SessionInput.PeerAnswers(who, Cast.MEDIA_NODE, "PCMU");
  }

  // The peer wants it.

  @Test
  void theApplicationIsAskedAndTheTargetCalledInTheNameOfTheOtherSide() {
    talking();
    play.hears(Cast.refer(play.state, "<" + CAROL + ">", BY_ALICE));
    assertThat(play.now(SessionAction.AskTransfer.class))
        .singleElement()
        .extracting(SessionAction.AskTransfer::target)
        .isEqualTo(CAROL);
    assertThat(play.answers()).isEmpty();

    play.hears(
        new SessionInput.TransferDecided(
            play.state.extensions().asked().cseq(), new TransferVerdict.Follow(CAROL)));

    assertThat(play.answers()).containsExactly(202);
    assertThat(notified()).containsExactly("SIP/2.0 100 Trying active;expires=180");
    CallPlan plan = play.now(SessionAction.MakePeer.class).getFirst().plan();
    assertThat(plan.to()).isEqualTo(CAROL);
    assertThat(plan.from()).isEqualTo("sip:bob@example.com");
    assertThat(plan.treatment()).isEqualTo(Treatment.SILENCE);
    assertThat(plan.mediaNode()).isEqualTo(Cast.MEDIA_NODE);
    assertThat(plan.headers()).containsExactly(BY_ALICE);
  }

  @Test
  void theTargetGetsThePlaceWhenItAnswersAndThePeerHangsUp() {
    talking();
    referred();
    play.hears(new SessionInput.PeerRings(Cast.B, 180, null, null));
    assertThat(notified()).containsExactly("SIP/2.0 180 Ringing active;expires=180");

    play.hears(answers(Cast.B));

    assertThat(notified()).containsExactly("SIP/2.0 200 OK terminated;reason=noresource");
    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.TakePlace(Cast.A, Cast.C, Cast.BRIDGE));
    assertThat(play.state.links()).isEqualTo(Links.NONE);

    play.requested("BYE", "");
    assertThat(play.told(Cast.C)).isEmpty();
    assertThat(play.now(SessionAction.TellBridge.class)).isEmpty();
    assertThat(play.isOver()).isTrue();
  }

  @Test
  void aPeerThatDoesNotHangUpIsHungUp() {
    talking();
    referred();
    play.hears(answers(Cast.B));

    play.timeout(SessionTimer.TRANSFER);

    assertThat(play.sent()).containsExactly("BYE");
    assertThat(play.told(Cast.C)).isEmpty();
  }

  @Test
  void whatFailsIsToldAsItWasAndTheCallGoesOn() {
    talking();
    referred();
    play.hears(new SessionInput.PeerFails(Cast.B, 486, "Busy Here", List.of()));

    assertThat(notified()).containsExactly("SIP/2.0 486 Busy Here terminated;reason=noresource");
    assertThat(play.state.state()).isEqualTo("Active");
    assertThat(play.state.links().peer()).isEqualTo(Cast.C);

    referred();
    Header event = play.now(SessionAction.Send.class).getFirst().headers().getFirst();
    assertThat(event.value()).startsWith("refer;id=");
  }

  @Test
  void whatFailsWithoutAPhraseIsToldWithTheUsualOne() {
    talking();
    referred();
    play.hears(new SessionInput.PeerFails(Cast.B, 404, "", List.of()));

    assertThat(notified()).containsExactly("SIP/2.0 404 Not Found terminated;reason=noresource");
  }

  @Test
  void aPeerThatHangsUpAtOnceLeavesTheOtherSideToTheTarget() {
    talking();
    referred();
    play.requested("BYE", "");
    assertThat(play.answers()).containsExactly(200);
    assertThat(play.told(Cast.C)).isEmpty();
    assertThat(play.isOver()).isFalse();

    play.hears(answers(Cast.B));

    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.TakePlace(Cast.A, Cast.C, Cast.BRIDGE));
    assertThat(play.isOver()).isTrue();
  }

  @Test
  void aPeerThatHangsUpAtOnceForNothingEndsTheOtherSideToo() {
    talking();
    referred();
    play.requested("BYE", "");
    play.hears(new SessionInput.PeerFails(Cast.B, 404, "Not Found", List.of()));

    assertThat(play.told(Cast.C)).singleElement().isInstanceOf(SessionCommand.PeerFails.class);
    assertThat(play.isOver()).isTrue();
  }

  @Test
  void theTargetIsNotCalledForACallThatIsOver() {
    talking();
    referred();
    play.hears(new SessionInput.PeerFails(Cast.C, 200, "Hung up by the peer", List.of()));

    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.PeerFails(Cast.A, 487, "Hung up by the peer", null));
    assertThat(play.sent()).contains("BYE");
  }

  @Test
  void whoDoesNotWantToHearIsToldNothing() {
    talking();
    play.hears(Cast.refer(play.state, "<" + CAROL + ">", new Header("Refer-Sub", "false")));
    play.hears(
        new SessionInput.TransferDecided(
            play.state.extensions().asked().cseq(), new TransferVerdict.Follow(CAROL)));

    assertThat(play.now(SessionAction.Respond.class).getFirst().headers())
        .containsExactly(new Header("Refer-Sub", "false"));
    assertThat(notified()).isEmpty();
    play.hears(answers(Cast.B));
    assertThat(notified()).isEmpty();
  }

  @Test
  void aSecondOneHasToWaitAndABadOneIsRefused() {
    talking();
    referred();
    play.hears(Cast.refer(play.state, "<sip:dave@192.0.2.9>"));
    assertThat(play.answers()).containsExactly(491);
    play.hears(new SessionInput.PeerFails(Cast.B, 486, "Busy Here", List.of()));

    for (String bad :
        List.of("<tel:110>", "<sip:>", "", "<sip:a@b;method=BYE>", "<sip:a@b>, <sip:c@d>")) {
      play.hears(Cast.refer(play.state, bad));
      assertThat(play.answers()).as(bad).containsExactly(400);
    }
    play.hears(Cast.request(play.state, "REFER", null, ""));
    assertThat(play.answers()).containsExactly(400);
    play.hears(Cast.refer(play.state, "<sip:a@b>", new Header("Refer-To", "<sip:c@d>")));
    assertThat(play.answers()).containsExactly(400);
  }

  @Test
  void aCallThatIsToComeInHereAgainSaysSo() {
    talking();
    play.hears(Cast.refer(play.state, "<sip:room@example.com>"));
    play.hears(
        new SessionInput.TransferDecided(
            play.state.extensions().asked().cseq(),
            new TransferVerdict.Follow("sip:room@example.com", true)));

    assertThat(play.now(SessionAction.MakePeer.class).getFirst().plan().headers())
        .contains(new Header(Header.OWN, ""));
  }

  @Test
  void aCallCannotReplaceItself() {
    talking();
    String own = "call-1%3Bto-tag%3D" + Cast.A + "-mac%3Bfrom-tag%3D" + Cast.CALLER_TAG;
    play.hears(Cast.refer(play.state, "<" + CAROL + "?Replaces=" + own + ">"));

    assertThat(play.answers()).containsExactly(400);
  }

  /// With a code that does not say that the call itself is gone (RFC 5057 §5.1).
  @ParameterizedTest
  @CsvSource({"603, 603", "403, 403", "404, 603"})
  void theApplicationMayRefuse(int said, int told) {
    talking();
    play.hears(Cast.refer(play.state, CAROL));
    play.hears(
        new SessionInput.TransferDecided(
            play.state.extensions().asked().cseq(), new TransferVerdict.Refuse(said)));

    assertThat(play.answers()).containsExactly(told);
    assertThat(play.now(SessionAction.MakePeer.class)).isEmpty();
  }

  @Test
  void aTargetThatNeverAnswersIsTold() {
    talking();
    referred();

    play.timeout(SessionTimer.TRANSFER);

    assertThat(notified())
        .containsExactly("SIP/2.0 408 Request Timeout terminated;reason=noresource");
    assertThat(play.told(Cast.B)).hasAtLeastOneElementOfType(SessionCommand.PeerFails.class);
    assertThat(play.state.state()).isEqualTo("Active");
  }

  @Test
  void aTransferUnderWayGoesOnOnAnotherNode() {
    talking();
    referred();
    play.state = play.recovered();
    play.follow(play.core.recover(play.state, Cast.WORLD));
    assertThat(play.timers).contains(SessionTimer.TRANSFER);
    CallPlan again = play.did(SessionAction.MakePeer.class).getLast().plan();
    assertThat(again.to()).isEqualTo(CAROL);
    assertThat(again.headers()).containsExactly(BY_ALICE);

    play.hears(answers(Cast.B));

    assertThat(notified()).containsExactly("SIP/2.0 200 OK terminated;reason=noresource");
    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.TakePlace(Cast.A, Cast.C, Cast.BRIDGE));
  }

  @Test
  void aCallThatWasGivenAwayStaysGivenAwayOnAnotherNode() {
    talking();
    referred();
    play.hears(answers(Cast.B));

    assertThat(play.recovered().links()).isEqualTo(Links.NONE);
  }

  // Attended: it names another call of ours.

  private Play attended() {
    String replaces = "call-9%3Bto-tag%3D" + Cast.B + "-mac%3Bfrom-tag%3Dx";
    return play.hears(Cast.refer(play.state, "<" + CAROL + "?Replaces=" + replaces + ">"));
  }

  @Test
  void theFarEndsOfTwoCallsOfOnePhoneAreConnectedWithoutACall() {
    talking();
    attended();

    assertThat(play.answers()).containsExactly(202);
    assertThat(play.now(SessionAction.AskTransfer.class)).isEmpty();
    assertThat(play.now(SessionAction.MakePeer.class)).isEmpty();
    assertThat(play.told(Cast.B))
        .containsExactly(
            new SessionCommand.Replace(
                new Replaces("call-9", Cast.B + "-mac", "x", false), Cast.C, Cast.A));

    play.hears(answers(Cast.B));
    assertThat(notified()).containsExactly("SIP/2.0 200 OK terminated;reason=noresource");
    assertThat(play.told(Cast.B)).isEmpty();
    assertThat(play.state.links().bridge()).isNull();
  }

  /// Connected by the application: the sessions do not know each other, the bridge does.
  @Test
  void theBridgeConnectsTheFarEndsOfCallsThatTheApplicationHasBridged() {
    active();
    play.hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
    play.hears(new SessionInput.LegChanged(play.leg()));
    attended();

    assertThat(play.answers()).containsExactly(202);
    var ask =
        new SessionAction.TellBridge(
            Cast.BRIDGE,
            new BridgeCommand.HandOver(
                Cast.A, Cast.B, new Replaces("call-9", Cast.B + "-mac", "x", false)));
    assertThat(play.now(SessionAction.TellBridge.class)).containsExactly(ask);
    assertThat(play.core.recover(play.recovered(), Cast.WORLD).actions()).contains(ask);

    play.hears(answers(Cast.B));
    assertThat(notified()).containsExactly("SIP/2.0 200 OK terminated;reason=noresource");
  }

  @Test
  void aConsultationThatIsOverIsToldAndTheCallGoesOn() {
    talking();
    attended();
    play.hears(new SessionInput.PeerFails(Cast.B, 481, "No such call to replace", List.of()));

    assertThat(notified()).hasSize(1).first().asString().startsWith("SIP/2.0 481 ");
    assertThat(play.state.links().peer()).isEqualTo(Cast.C);
  }

  @Test
  void whoHasNoOtherSideCannotBeConnected() {
    active();
    attended();

    assertThat(play.answers()).containsExactly(603);
  }

  // Another call takes the place.

  private Play replaced(String callId, String tag, boolean early) {
    return play.hears(
        new SessionInput.Replace(
            new Replaces(callId, Cast.A + "-mac", tag, early), Cast.B, Cast.B));
  }

  @Test
  void theOneThatIsReplacedMakesRoomAndHangsUp() {
    talking();
    replaced("call-1", Cast.CALLER_TAG, false);

    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.TakePlace(Cast.A, Cast.C, Cast.BRIDGE));
    assertThat(play.told(Cast.C)).isEmpty();
    assertThat(play.sent()).containsExactly("BYE");
    assertThat(play.now(SessionAction.TellBridge.class)).isEmpty();
  }

  @Test
  void onlyTheDialogThatIsNamedIsReplaced() {
    talking();
    replaced("call-1", "other", false);
    assertThat(refusal()).isEqualTo(481);
    replaced("call-2", Cast.CALLER_TAG, false);
    assertThat(refusal()).isEqualTo(481);
    replaced("call-1", Cast.CALLER_TAG, true);
    assertThat(refusal()).isEqualTo(486); // RFC 3891 §3
    assertThat(play.state.state()).isEqualTo("Active");
  }

  /// Over two edges the ACK may be the later one.
  @Test
  void aReferThatOvertakesTheAckIsWelcomeALittleLater() {
    play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened();
    play.hears(Cast.refer(play.state, "<" + CAROL + ">", BY_ALICE));
    assertThat(play.now(SessionAction.Respond.class))
        .singleElement()
        .satisfies(answer -> {
          assertThat(answer.status()).isEqualTo(500);
          assertThat(Headers.first(answer.headers(), "Retry-After")).isEqualTo("1");
        });
    assertThat(play.state.state()).isEqualTo("Answering");

    play.acked("");
    referred();
    assertThat(play.state.extensions().transfer()).isNotNull();
  }

  private int refusal() {
    return ((SessionCommand.PeerFails) play.told(Cast.B).getFirst()).status();
  }

  @Test
  void aCallThatHasEndedSaysSo() {
    talking();
    replaced("call-1", Cast.CALLER_TAG, false);
    play.hears(new SessionInput.ByeDone());
    replaced("call-1", Cast.CALLER_TAG, false);

    assertThat(play.told(Cast.B)).singleElement().isInstanceOf(SessionCommand.PeerAnswers.class);
  }

  @Test
  void whoTakesAPlaceTellsBridgeAndOtherSide() {
    active();
    play.hears(new SessionInput.TakePlace(Cast.B, Cast.C, Cast.BRIDGE));

    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.Relink(Cast.B, Cast.A));
    assertThat(play.now(SessionAction.TellBridge.class))
        .containsExactly(
            new SessionAction.TellBridge(Cast.BRIDGE, new BridgeCommand.Replace(Cast.B, Cast.A)));
    assertThat(play.recovered().links()).isEqualTo(new Links(Cast.C, Cast.BRIDGE, true));
  }

  @Test
  void whoIsOnABridgeLeavesItToTheOthers() {
    talking();
    play.hears(new SessionInput.TakePlace(Cast.B, null, Cast.ROOM));

    assertThat(play.now(SessionAction.TellBridge.class))
        .contains(new SessionAction.TellBridge(Cast.BRIDGE, new BridgeCommand.Depart(Cast.A)));
  }

  @Test
  void theOtherSideLearnsWhoItTalksToAndHearsNothingFromTheOneBefore() {
    talking();
    play.hears(new SessionInput.Relink(Cast.C, Cast.B));
    assertThat(play.state.links().peer()).isEqualTo(Cast.B);

    play.hears(new SessionInput.PeerFails(Cast.C, 200, "gone", List.of()));
    assertThat(play.state.state()).isEqualTo("Active");
    play.hears(new SessionInput.PeerFails(Cast.B, 200, "gone", List.of()));
    assertThat(play.sent()).containsExactly("BYE");
  }

  @Test
  void aPlaceThatComesTooLateIsPassedBack() {
    active();
    play.hears(new SessionInput.HangUp(Cast.BORED));
    play.hears(new SessionInput.TakePlace(Cast.B, Cast.C, Cast.BRIDGE));

    assertThat(play.told(Cast.C)).singleElement().isInstanceOf(SessionCommand.PeerFails.class);
    assertThat(play.now(SessionAction.TellBridge.class)).hasSize(1);
  }

  // A caller with Replaces.

  private static SessionInput callWith(String replaces) {
    var header = new Header("Replaces", replaces);
    return new SessionInput.Invite(Cast.invitation(Cast.sdp(), List.of(), header), Cast.INVITE);
  }

  @Test
  void aCallerWithReplacesGetsThePlaceOfTheCallItNames() {
    play.hears(callWith("call-9;to-tag=" + Cast.B + "-mac;from-tag=x"));
    assertThat(play.now(SessionAction.AskHandler.class)).isEmpty();
    assertThat(play.told(Cast.B)).singleElement().isInstanceOf(SessionCommand.Replace.class);

    play.hears(new SessionInput.TakePlace(Cast.B, Cast.C, Cast.BRIDGE));
    play.hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
    play.legOpened();

    assertThat(play.answers()).containsExactly(200);
    assertThat(play.now(SessionAction.TellBridge.class))
        .containsExactly(
            new SessionAction.TellBridge(Cast.BRIDGE, new BridgeCommand.Entered(Cast.A)));
    play.acked("");
    assertThat(play.state.state()).isEqualTo("Active");
    assertThat(play.state.links().peer()).isEqualTo(Cast.C);
  }

  @Test
  void aCallerWhoseCallToReplaceIsNotThereGets481() {
    play.hears(callWith("call-9;to-tag=" + Cast.B + "-mac;from-tag=x"));
    play.hears(new SessionInput.PeerFails(Cast.B, 481, "No such call to replace", List.of()));
    assertThat(play.answers()).containsExactly(481);
  }

  @Test
  void aTagThatIsNotOursNamesNoCall() {
    play.hears(callWith("call-9;to-tag=forged;from-tag=x"));
    assertThat(play.answers()).containsExactly(481);
    assertThat(play.isOver()).isTrue();
  }

  // We want it.

  @Test
  void thePeerIsAskedAndHungUpWhenItHasReachedTheTarget() {
    active();
    refer();
    assertThat(play.sent()).containsExactly("REFER");
    var request = play.now(SessionAction.Send.class).getFirst();
    assertThat(request.headers())
        .contains(
            new Header("Refer-To", "<" + CAROL + ">"),
            new Header("Referred-By", "<sip:bob@example.com>"));
    play.hears(new SessionInput.ReferResponse(Cast.response(202, Cast.CALLER_TAG, "")));
    play.hears(Cast.notify(play.state, 180));
    assertThat(play.answers()).containsExactly(200);
    assertThat(play.state.extensions().transfer().status()).isEqualTo(180);

    play.hears(Cast.notify(play.state, 200));

    assertThat(play.answers()).containsExactly(200);
    assertThat(play.sent()).containsExactly("BYE");
  }

  @Test
  void theCallGoesOnWhenTheTargetWasNotReached() {
    active();
    refer();
    play.hears(Cast.notify(play.state, 486));

    assertThat(play.sent()).isEmpty();
    assertThat(play.state.state()).isEqualTo("Active");
    assertThat(play.state.extensions().transfer().status()).isEqualTo(486);
    refer();
    assertThat(play.sent()).containsExactly("REFER");
  }

  @Test
  void aRefusalASilenceAndAnEarlyEndAreFailures() {
    active();
    refer();
    play.hears(new SessionInput.ReferResponse(Cast.response(603, Cast.CALLER_TAG, "")));
    assertThat(play.state.extensions().transfer().status()).isEqualTo(603);
    refer();
    play.timeout(SessionTimer.TRANSFER);
    assertThat(play.state.extensions().transfer().status()).isEqualTo(408);
    refer();
    play.hears(
        Cast.request(
            play.state,
            "NOTIFY",
            "message/sipfrag",
            "SIP/2.0 180 Ringing",
            new Header("Event", "refer"),
            new Header("Subscription-State", "terminated;reason=timeout")));
    assertThat(play.state.extensions().transfer().status()).isEqualTo(481);
  }

  @Test
  void aPeerThatWillNotTellIsBelieved() {
    active();
    refer();
    var silent =
        Cast.response(play.state, 202, Cast.CALLER_TAG, "", new Header("Refer-Sub", "false"));
    play.hears(new SessionInput.ReferResponse(silent));

    assertThat(play.sent()).containsExactly("BYE");
  }

  @Test
  void aChallengeIsAnsweredOnce() {
    active();
    refer();
    var challenge =
        new SessionInput.ReferResponse(
            Cast.response(
                play.state, 401, Cast.CALLER_TAG, "", new Header("Authorization", "Digest x")));
    play.hears(challenge);
    assertThat(play.sent()).containsExactly("REFER");
    assertThat(play.now(SessionAction.Send.class).getFirst().headers())
        .contains(new Header("Authorization", "Digest x"));

    play.hears(challenge);
    assertThat(play.sent()).isEmpty();
    assertThat(play.state.extensions().transfer().status()).isEqualTo(401);
  }

  @Test
  void anotherTransferHasToWait() {
    active();
    refer();
    refer();

    assertThat(play.last.refusal()).isNotNull();
    assertThat(play.sent()).isEmpty();
  }

  @Test
  void aNotifyNobodyAskedForHasNoSubscription() {
    active();
    play.hears(Cast.notify(play.state, 200));

    assertThat(play.answers()).containsExactly(481);
  }

  @Test
  void whatIsToBeReplacedIsNamedAsThePeerKnowsIt() {
    active();
    ReferTo target = TransferPlan.targetOf(play.state);

    assertThat(target.uri()).isEqualTo("sip:alice@192.0.2.5:5060");
    assertThat(target.replaces())
        .isEqualTo(new Replaces("call-1", Cast.CALLER_TAG, Cast.A + "-mac", false));
    assertThat(ReferTo.parse(target.text())).contains(target);
  }
}
