package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.sdp.Direction;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Hold by either side (RFC 3264 §8.4), kept apart.
@NullUnmarked
class HoldTest {
  private static final Treatment MUSIC = Cast.SETTINGS.onHold();
  private final Play play = new Play();

  private Play active() {
    return play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened().acked("");
  }

  private Play hold(boolean on) {
    return play.hears(new SessionInput.Hold(on));
  }

  private Play peerAnswers(int status, String direction) {
    return play.hears(
        new SessionInput.ReinviteResponse(
            play.state.renewal().out().cseq(),
            Cast.response(status, Cast.CALLER_TAG, status < 300 ? sdp(direction) : "")));
  }

  private static String sdp(String direction) {
    return Cast.sdp() + "a=" + direction + "\r\n";
  }

  private Direction offered() {
    assertThat(play.sent()).containsExactly("INVITE");
    return Direction.ofAudio(play.now(SessionAction.Send.class).getFirst().body());
  }

  private Direction answered() {
    assertThat(play.answers()).containsExactly(200);
    return Direction.ofAudio(play.now(SessionAction.Respond.class).getFirst().body());
  }

  private Treatment treatment() {
    return play.now(SessionAction.ChangeLeg.class).getLast().treatment();
  }

  private Hold state() {
    return play.state.media().hold();
  }

  @Test
  void thePeerIsOfferedSendonlyInTheNextVersionAndHearsTheMusicOnceItHasAgreed() {
    active();
    hold(true);

    assertThat(offered()).isEqualTo(Direction.SENDONLY);
    assertThat(play.now(SessionAction.Send.class).getFirst().body()).containsPattern("o=- \\d+ 1 ");
    assertThat(play.now(SessionAction.ChangeLeg.class)).isEmpty();
    assertThat(state().told()).isFalse();

    peerAnswers(200, "recvonly");

    assertThat(state().told()).isTrue();
    assertThat(state().remote()).isFalse();
    assertThat(treatment()).isEqualTo(MUSIC);
    assertThat(play.recovered().media().hold()).isEqualTo(state());
  }

  @Test
  void resumeBringsBackWhatWasHeardBefore() {
    active();
    hold(true);
    peerAnswers(200, "recvonly");

    hold(false);

    assertThat(offered()).isEqualTo(Direction.SENDRECV);
    peerAnswers(200, "sendrecv");
    assertThat(treatment()).isEqualTo(Treatment.tone(440));
    assertThat(state()).isEqualTo(Hold.NONE);
  }

  @Test
  void aPeerThatRefusesLeavesTheCallAsItWas() {
    active();
    hold(true);
    peerAnswers(488, "");

    assertThat(state()).isEqualTo(Hold.NONE);
    assertThat(play.state.state()).isEqualTo("Active");
    play.timeout(SessionTimer.RETRY);
    assertThat(play.sent()).isEmpty();
  }

  @Test
  void glareIsTriedAgain() {
    active();
    hold(true);
    peerAnswers(491, "");

    assertThat(state().asked()).isTrue();
    play.timeout(SessionTimer.RETRY);
    assertThat(offered()).isEqualTo(Direction.SENDONLY);
  }

  @Test
  void bothMayHoldAtOnceAndEachResumesItsOwn() {
    active();
    play.requested("INVITE", sdp("sendonly"));
    assertThat(answered()).isEqualTo(Direction.RECVONLY);
    assertThat(state().remote()).isTrue();
    play.hears(new SessionInput.Ack(play.state.theDialog().remoteCseq(), ""));

    hold(true);
    assertThat(offered()).isEqualTo(Direction.INACTIVE);
    peerAnswers(200, "inactive");
    assertThat(state()).isEqualTo(new Hold(true, true, true, Treatment.tone(440)));

    play.requested("INVITE", sdp("sendrecv"));
    assertThat(answered()).isEqualTo(Direction.SENDONLY);
    assertThat(state().remote()).isFalse();
    play.hears(new SessionInput.Ack(play.state.theDialog().remoteCseq(), ""));

    hold(false);
    assertThat(offered()).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void aRefreshTellsNobodyOfAHold() {
    active();
    play.state =
        SessionCore.evolve(play.state, new SessionEvent.RefreshAgreed("Active", 90, true, true));
    play.timeout(SessionTimer.REFRESH);
    assertThat(play.sent()).containsExactly("UPDATE");
    hold(true);
    assertThat(play.sent()).isEmpty();

    var plain = Cast.response(200, Cast.CALLER_TAG, "");
    var answer =
        new dev.tandem.protocol.DialogResponse(
            "UPDATE",
            plain.cseq(),
            200,
            "OK",
            plain.remoteTag(),
            plain.contact(),
            List.of(),
            plain.source(),
            null,
            "",
            List.of());
    play.hears(new SessionInput.ReinviteResponse(play.state.renewal().out().cseq(), answer));

    assertThat(state().told()).isFalse();
    assertThat(offered()).isEqualTo(Direction.SENDONLY);
  }

  @Test
  void theOldWayOfHoldingIsUnderstood() {
    active();
    play.requested("INVITE", Cast.sdp().replace("c=IN IP4 192.0.2.5", "c=IN IP4 0.0.0.0"));

    assertThat(answered()).isEqualTo(Direction.RECVONLY);
    assertThat(state().remote()).isTrue();
  }

  @Test
  void aPeerThatAnswersAHoldWithInactiveIsNotTakenToHoldUs() {
    active();
    hold(true);
    peerAnswers(200, "inactive");
    hold(false);

    assertThat(offered()).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void aBridgeThatEndsMeanwhileIsNotHeardAfterwards() {
    active();
    play.hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
    hold(true);
    peerAnswers(200, "recvonly");
    play.hears(new SessionInput.BridgeEnds(Cast.BRIDGE, false, "over"));
    assertThat(treatment()).isEqualTo(MUSIC);

    hold(false);
    peerAnswers(200, "sendrecv");

    assertThat(treatment()).isEqualTo(Treatment.SILENCE);
  }

  @Test
  void aHoldThatWasBegunIsFinishedOnAnotherNode() {
    active();
    hold(true);
    play.state = play.recovered();
    play.follow(play.core.recover(play.state, Cast.WORLD));
    play.timeout(SessionTimer.RETRY);

    assertThat(offered()).isEqualTo(Direction.SENDONLY);
  }

  @Test
  void whoIsNotInACallCannotHold() {
    play.invited();
    hold(true);

    assertThat(play.last.refusal()).isNotNull();
  }
}
