package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.table.Publication;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Muting is a fact of the session, not of its leg.
@NullUnmarked
class MuteTest {
  private final Play play = new Play();

  private Play active() {
    return play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened().acked("");
  }

  private Play mute(Muting which, boolean on) {
    return play.hears(new SessionInput.Mute(which, on));
  }

  private Muting muted() {
    return play.state.media().muting();
  }

  @Test
  void theLegIsToldAndNothingIsSignalled() {
    active();
    mute(Muting.OUT, true);

    assertThat(play.last.actions())
        .containsExactly(
            new SessionAction.ChangeLeg(play.leg(), Cast.MEDIA_NODE, null, null),
            new SessionAction.Publish(Publication.MEDIA_MUTED));
    assertThat(muted()).isEqualTo(Muting.OUT);
    assertThat(play.recovered().media().muting()).isEqualTo(Muting.OUT);
    assertThat(play.state.state()).isEqualTo("Active");
  }

  @Test
  void bothWaysAreMutedAndHeardAgainOneByOne() {
    active();
    mute(Muting.OUT, true);
    mute(Muting.IN, true);
    assertThat(muted()).isEqualTo(Muting.BOTH);
    mute(Muting.OUT, false);
    assertThat(muted()).isEqualTo(Muting.IN);
    mute(Muting.BOTH, false);
    assertThat(muted()).isEqualTo(Muting.NONE);
    assertThat(play.recovered().media().muting()).isEqualTo(Muting.NONE);
  }

  @Test
  void askedTwiceNothingHappens() {
    active();
    mute(Muting.OUT, true);
    mute(Muting.OUT, true);

    assertThat(play.last.facts()).isEmpty();
    assertThat(play.last.actions()).isEmpty();
    assertThat(play.last.refusal()).isNull();
  }

  @Test
  void aCallIsMutedBeforeItHasALeg() {
    play.invited();
    mute(Muting.IN, true);
    assertThat(play.last.refusal()).isNull();
    play.decided(new Verdict.Accept(Treatment.ECHO)).legOpened().acked("");
    assertThat(muted()).isEqualTo(Muting.IN);
  }

  @Test
  void bothLegsAreToldWhileTheCallMoves() {
    active();
    play.hears(new SessionInput.LeaveMedia(Cast.MEDIA_NODE, false));
    play.hears(new SessionInput.LegOpened(play.leg(), Cast.OTHER_MEDIA_NODE, "10.0.0.10", 20_000));
    mute(Muting.OUT, true);

    assertThat(play.now(SessionAction.ChangeLeg.class))
        .extracting(SessionAction.ChangeLeg::mediaNode)
        .containsExactly(Cast.OTHER_MEDIA_NODE, Cast.MEDIA_NODE);
  }

  @Test
  void holdAndResumeLeaveItMuted() {
    active();
    mute(Muting.OUT, true);
    play.hears(new SessionInput.Hold(true));
    play.hears(
        new SessionInput.ReinviteResponse(
            play.state.renewal().out().cseq(),
            Cast.response(200, Cast.CALLER_TAG, Cast.sdp() + "a=recvonly\r\n")));
    assertThat(play.state.media().hold().told()).isTrue();
    assertThat(muted()).isEqualTo(Muting.OUT);
  }

  @Test
  void aCallThatIsOverOrWasNeverThereCannotBeMuted() {
    mute(Muting.OUT, true);
    assertThat(play.last.refusal().error()).isEqualTo(ErrorKind.NOT_FOUND);
    active();
    play.hears(new SessionInput.HangUp(Cast.BORED));
    mute(Muting.OUT, true);
    assertThat(play.last.refusal().error()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(play.last.facts()).isEmpty();
  }
}
