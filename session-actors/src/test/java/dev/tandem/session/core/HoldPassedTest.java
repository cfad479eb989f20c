package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.sdp.Direction;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Hold that goes from one leg to the other. The session is on a bridge with C.
@NullUnmarked
class HoldPassedTest {
  private final Play play = new Play();

  @BeforeEach
  void talking() {
    play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened().acked("");
    play.hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
    play.hears(new SessionInput.LegChanged(play.leg()));
    var linked = new SessionEvent.Relinked("Active", Cast.C, Cast.BRIDGE);
    play.state = SessionCore.evolve(play.state, linked);
    play.hardFacts.add(linked);
  }

  private static String sdp(String direction) {
    return Cast.sdp() + "a=" + direction + "\r\n";
  }

  private void peerOffers(String direction) {
    play.requested("INVITE", sdp(direction));
    assertThat(play.answers()).containsExactly(200);
  }

  private void acknowledged() {
    play.hears(new SessionInput.Ack(play.state.theDialog().remoteCseq(), ""));
  }

  private Play otherHolds(boolean on) {
    return play.hears(new SessionInput.PeerHolds(Cast.C, on));
  }

  private Play peerAnswers(int status, String direction) {
    return play.hears(
        new SessionInput.ReinviteResponse(
            play.state.renewal().out().cseq(),
            Cast.response(status, Cast.CALLER_TAG, status < 300 ? sdp(direction) : "")));
  }

  private Direction offered() {
    assertThat(play.sent()).containsExactly("INVITE");
    return Direction.ofAudio(play.now(SessionAction.Send.class).getFirst().body());
  }

  private Hold hold() {
    return play.state.media().hold();
  }

  @Test
  void theOtherLegHearsThatThePeerHoldsAndThatItDoesNotAnyMore() {
    peerOffers("sendonly");
    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerHolds(Cast.A, true));
    acknowledged();
    peerOffers("inactive");
    assertThat(play.told(Cast.C)).as("known already").isEmpty();
    acknowledged();
    peerOffers("sendrecv");
    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerHolds(Cast.A, false));
  }

  @Test
  void anUpdateHoldsAsWell() {
    play.requested("UPDATE", sdp("sendonly"));

    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerHolds(Cast.A, true));
  }

  @Test
  void anotherNodeTellsTheOtherLegAgain() {
    peerOffers("sendonly");

    var again = play.core.recover(play.recovered(), Cast.WORLD);

    assertThat(again.actions())
        .contains(
            new SessionAction.TellSession(Cast.C, new SessionCommand.PeerHolds(Cast.A, true)));
  }

  @Test
  void thePeerIsPutOnHoldAndHearsWhoHolds() {
    otherHolds(true);
    assertThat(offered()).isEqualTo(Direction.SENDONLY);

    peerAnswers(200, "recvonly");
    assertThat(hold().told()).isTrue();
    assertThat(hold().remote()).as("an answer to ours is no hold of the peer").isFalse();
    assertThat(play.told(Cast.C)).isEmpty();
    assertThat(play.state.media().leg().treatment()).isEqualTo(Treatment.bridge(Cast.BRIDGE));

    otherHolds(false);
    assertThat(offered()).isEqualTo(Direction.SENDRECV);
    peerAnswers(200, "sendrecv");
    assertThat(hold().told()).isFalse();
    assertThat(play.state.media().leg().treatment()).isEqualTo(Treatment.bridge(Cast.BRIDGE));
  }

  @Test
  void anotherNodePutsThePeerOnHoldThatDoesNotKnowYet() {
    otherHolds(true);

    SessionState woken = play.recovered();
    var again = play.core.recover(woken, Cast.WORLD);

    assertThat(woken.media().hold().wanted()).isTrue();
    assertThat(again.actions())
        .anyMatch(it ->
            it instanceof SessionAction.StartTimer(var timer, _) && timer == SessionTimer.RETRY);
  }

  @Test
  void aPeerThatRefusesStaysAsItIsAndSoDoesTheOtherSide() {
    otherHolds(true);
    peerAnswers(488, "");

    assertThat(hold().wanted()).isFalse();
    assertThat(hold().told()).isFalse();
    assertThat(play.told(Cast.C)).isEmpty();
    play.timeout(SessionTimer.RETRY);
    assertThat(play.sent()).as("not asked again").isEmpty();
  }

  @Test
  void aPeerThatRefusesToBeResumedIsAskedAgainByTheNextHoldAndResume() {
    otherHolds(true);
    peerAnswers(200, "recvonly");
    otherHolds(false);
    peerAnswers(488, "");
    play.timeout(SessionTimer.RETRY);
    assertThat(hold().isPassed()).isTrue();

    otherHolds(true);
    assertThat(play.sent()).isEmpty();
    otherHolds(false);
    assertThat(offered()).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void whenBothHoldNothingFlows() {
    peerOffers("sendonly");
    acknowledged();
    otherHolds(true);

    assertThat(offered()).isEqualTo(Direction.INACTIVE);
    peerAnswers(200, "inactive");
    otherHolds(false);
    assertThat(offered()).isEqualTo(Direction.RECVONLY);
  }

  @Test
  void glareIsWaitedOutAndThePeerOnHoldThen() {
    otherHolds(true);
    play.requested("INVITE", sdp("sendonly"));
    assertThat(play.answers()).as("ours is under way").containsExactly(491);
    peerAnswers(491, "");
    assertThat(play.timers).contains(SessionTimer.RETRY);

    peerOffers("sendonly");
    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerHolds(Cast.A, true));
    acknowledged();
    if (play.sent().isEmpty()) {
      play.timeout(SessionTimer.RETRY);
    }
    assertThat(hold().told()).as("the answer has said it").isTrue();
    assertThat(play.state.renewal().out()).isNull();
  }

  @Test
  void theHoldOfTheApplicationOutlastsThatOfTheOtherSide() {
    otherHolds(true);
    peerAnswers(200, "recvonly");
    play.hears(new SessionInput.Hold(true));
    otherHolds(false);

    assertThat(play.sent()).isEmpty();
    assertThat(hold().told()).isTrue();
    play.hears(new SessionInput.Hold(false));
    assertThat(offered()).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void whenSomebodyElseIsThereThePeerIsTakenOffHold() {
    otherHolds(true);
    peerAnswers(200, "recvonly");
    play.hears(new SessionInput.Relink(Cast.C, Cast.B));
    play.hears(play.now(SessionAction.Again.class).getFirst().input());

    assertThat(offered()).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void aStrangerHoldsNobody() {
    play.hears(new SessionInput.PeerHolds(Cast.B, true));

    assertThat(List.of(hold().wanted(), play.sent().isEmpty())).containsExactly(false, true);
  }
}
