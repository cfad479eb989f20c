package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import dev.tandem.sdp.Direction;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Other codecs or another direction while the call is up.
@NullUnmarked
class UpdateMediaTest {
  private static final MediaOptions PCMA = MediaOptions.codecs("PCMA");
  private final Play play = new Play();

  private Play active() {
    return play.invited(Cast.sdp("0 8 96") + "a=rtpmap:96 telephone-event/8000\r\n")
        .decided(new Verdict.Accept(Treatment.tone(440)))
        .legOpened()
        .acked("");
  }

  private Play update(MediaOptions options, MediaDirection direction) {
    return play.hears(new SessionInput.Update(options, direction));
  }

  private Play peerAnswers(int status, String sdp) {
    return play.hears(
        new SessionInput.ReinviteResponse(
            play.state.renewal().out().cseq(), Cast.response(status, Cast.CALLER_TAG, sdp)));
  }

  private static String sdp(String types, String direction) {
    return Cast.sdp(types) + "a=" + direction + "\r\n";
  }

  private String offer() {
    assertThat(play.sent()).containsExactly("INVITE");
    return play.now(SessionAction.Send.class).getFirst().body();
  }

  private Leg leg() {
    return play.state.media().leg();
  }

  private Hold hold() {
    return play.state.media().hold();
  }

  @Test
  void otherCodecsAreOfferedInTheNextVersionWithEventsUnderTheirNumber() {
    active();
    assertThat(leg().remote().encoding()).isEqualTo("PCMU");
    update(PCMA, null);

    assertThat(offer()).contains("RTP/AVP 8 96\r\n").containsPattern("o=- \\d+ 1 ");
    assertThat(play.recovered().media().pending().options()).isEqualTo(PCMA);
    assertThat(leg().remote().encoding()).as("until it has agreed").isEqualTo("PCMU");

    peerAnswers(200, Cast.sdp("8"));
    assertThat(leg().remote().encoding()).isEqualTo("PCMA");
    assertThat(play.now(SessionAction.ChangeLeg.class).getFirst().remote().payloadType())
        .isEqualTo(8);
    assertThat(play.state.media().pending()).isNull();
    assertThat(play.sent()).isEmpty();
    assertThat(play.recovered().media().wish()).isEqualTo(play.state.media().wish());
    assertThat(play.recovered().media().pending()).isNull();

    play.requested("INVITE", Cast.sdp("0"));
    assertThat(play.answers()).as("PCMU is not taken any more").containsExactly(488);
  }

  @Test
  void aPeerThatRefusesLeavesTheCallAsItWas() {
    active();
    Media before = play.state.media();
    update(PCMA, MediaDirection.RECVONLY);
    peerAnswers(488, "");

    assertThat(play.state.media()).isEqualTo(before);
    assertThat(play.state.state()).isEqualTo("Active");
    play.timeout(SessionTimer.RETRY);
    assertThat(play.sent()).isEmpty();
    assertThat(play.recovered().media().pending()).isNull();

    play.requested("INVITE", Cast.sdp("8")); // answered with the words of the offer
    assertThat(play.answers()).containsExactly(200);
    assertThat(play.recovered().media().wish()).isEqualTo(MediaWish.NONE);
  }

  @Test
  void anAnswerWithoutTheCodecIsAcknowledgedAndTakenBack() {
    active();
    update(PCMA, null);
    peerAnswers(200, Cast.sdp("0"));

    assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
    assertThat(play.state.media().pending()).isNull();
    assertThat(leg().remote().encoding()).isEqualTo("PCMU");
  }

  @Test
  void glareIsTriedAgain() {
    active();
    update(PCMA, null);
    peerAnswers(491, "");
    assertThat(play.state.media().pending().options()).isEqualTo(PCMA);

    play.timeout(SessionTimer.RETRY);
    assertThat(offer()).contains("RTP/AVP 8 96\r\n");
  }

  @Test
  void anotherDirectionIsNoHold() {
    active();
    update(null, MediaDirection.SENDONLY);
    assertThat(Direction.ofAudio(offer())).isEqualTo(Direction.SENDONLY);
    peerAnswers(200, sdp("0", "recvonly"));
    assertThat(hold()).isEqualTo(Hold.NONE);
    assertThat(leg().remote().receive()).isFalse();
    assertThat(leg().treatment()).isEqualTo(Treatment.tone(440));

    update(null, MediaDirection.RECVONLY);
    assertThat(Direction.ofAudio(offer())).isEqualTo(Direction.RECVONLY);
    peerAnswers(200, sdp("0", "sendonly"));
    assertThat(hold()).isEqualTo(Hold.NONE);
    assertThat(leg().remote().send()).isFalse();
  }

  @Test
  void holdComesOnTopAndLeavesTheDirection() {
    active();
    update(null, MediaDirection.RECVONLY);
    peerAnswers(200, sdp("0", "sendonly"));

    play.hears(new SessionInput.Hold(true));
    assertThat(Direction.ofAudio(offer())).isEqualTo(Direction.INACTIVE);
    peerAnswers(200, sdp("0", "inactive"));
    assertThat(hold().told()).isTrue();

    play.hears(new SessionInput.Hold(false));
    assertThat(Direction.ofAudio(offer())).isEqualTo(Direction.RECVONLY);
    peerAnswers(200, sdp("0", "sendonly"));
    assertThat(hold()).isEqualTo(Hold.NONE);
  }

  @Test
  void onHoldOtherCodecsAreOfferedAndTheHoldStays() {
    active();
    play.hears(new SessionInput.Hold(true));
    peerAnswers(200, sdp("0", "recvonly"));
    update(PCMA, null);

    assertThat(offer()).contains("RTP/AVP 8 96\r\n").contains("a=sendonly\r\n");
    peerAnswers(200, sdp("8", "recvonly"));
    assertThat(hold().told()).isTrue();
    assertThat(leg().treatment()).isEqualTo(Cast.SETTINGS.onHold());
  }

  @Test
  void aPeerThatHoldsWhileWeOnlyListenIsSeenToAndHeardAgain() {
    active();
    update(null, MediaDirection.RECVONLY);
    peerAnswers(200, sdp("0", "sendonly"));

    play.requested("INVITE", sdp("0", "sendonly"));
    assertThat(hold().remote()).isTrue();
    play.hears(new SessionInput.Ack(play.state.renewal().unacked(), ""));
    play.requested("INVITE", sdp("0", "sendrecv"));
    assertThat(hold().remote()).isFalse();
    assertThat(Direction.ofAudio(play.now(SessionAction.Respond.class).getFirst().body()))
        .isEqualTo(Direction.RECVONLY);
  }

  @Test
  void aSecondWishDuringTheFirstFollowsIt() {
    active();
    update(PCMA, null);
    update(null, MediaDirection.SENDONLY);
    assertThat(play.sent()).isEmpty();

    peerAnswers(200, Cast.sdp("8"));
    assertThat(offer()).contains("RTP/AVP 8 96\r\n").contains("a=sendonly\r\n");
    peerAnswers(200, sdp("8", "recvonly"));
    assertThat(play.state.media().wish().options().codecs()).containsExactly("PCMA");
    assertThat(play.state.media().wish().direction()).isEqualTo(MediaDirection.SENDONLY);
  }

  @Test
  void whatIsSoAlreadyIsNotOffered() {
    active();
    update(null, MediaDirection.SENDRECV);
    assertThat(play.sent()).isEmpty();
    assertThat(play.last.refusal()).isNull();
  }

  @Test
  void onlyACallThatIsUpCanBeAsked() {
    play.invited();
    update(PCMA, null);
    assertThat(play.last.refusal().error()).isEqualTo(ErrorKind.INVALID_STATE);
  }
}
