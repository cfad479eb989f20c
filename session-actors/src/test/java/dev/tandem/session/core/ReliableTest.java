package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.DialogRequest;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// Provisional responses that are acknowledged (RFC 3262).
@NullUnmarked
class ReliableTest {
  private static final Header REQUIRE = new Header("Require", "100rel");
  private final Play play = new Play();

  private Play ringing() {
    var invitation = Cast.invitation(Cast.sdp(), List.of(), REQUIRE);
    return play.hears(new SessionInput.Invite(invitation, Cast.INVITE))
        .decided(new Verdict.Defer());
  }

  private static long rseq(SessionAction.Respond response) {
    return Headers.number(Headers.first(response.headers(), "RSeq"));
  }

  private Play prack(String rack) {
    var plain = play.request("PRACK", "");
    DialogRequest request = plain.request();
    return play.hears(
        new SessionInput.Request(
            new DialogRequest(
                "PRACK",
                request.callId(),
                request.remoteTag(),
                request.cseq(),
                null,
                request.source(),
                null,
                "",
                List.of(new Header("RAck", rack))),
            plain.transaction()));
  }

  @Test
  void ringingIsRepeatedUntilItsPrack() {
    ringing();
    SessionAction.Respond response = play.now(SessionAction.Respond.class).getFirst();
    assertThat(response.status()).isEqualTo(180);
    assertThat(response.headers()).contains(REQUIRE);
    assertThat(play.now(SessionAction.RepeatAnswer.class)).hasSize(1);

    prack(rseq(response) + 1 + " 10 INVITE");
    assertThat(play.answers()).containsExactly(481);
    assertThat(play.now(SessionAction.StopRepeating.class)).isEmpty();
    prack(rseq(response) + " 10 INVITE");
    assertThat(play.answers()).containsExactly(200);
    assertThat(play.now(SessionAction.StopRepeating.class)).hasSize(1);
    prack(rseq(response) + " 10 INVITE");
    assertThat(play.answers()).containsExactly(481);
  }

  @Test
  void theNextOneHasTheNextNumberAndWaitsForTheFirst() {
    ringing();
    long first = rseq(play.now(SessionAction.Respond.class).getFirst());
    play.decided(new Verdict.Defer());
    assertThat(play.now(SessionAction.Respond.class)).isEmpty();
    prack(first + " 10 INVITE");

    play.decided(new Verdict.Defer());

    assertThat(rseq(play.now(SessionAction.Respond.class).getFirst())).isEqualTo(first + 1);
  }

  @Test
  void theAnswerIsRepeatedInPlaceOfTheRingingAndAPrackOnItsWayIsTaken() {
    ringing();
    long rseq = rseq(play.now(SessionAction.Respond.class).getFirst());
    play.decided(new Verdict.Accept(Treatment.ECHO)).legOpened();
    assertThat(play.answers()).containsExactly(200);
    assertThat(play.now(SessionAction.StopRepeating.class)).isEmpty();
    assertThat(play.timers).doesNotContain(SessionTimer.PRACK);

    prack(rseq + " 10 INVITE");

    assertThat(play.answers()).containsExactly(200);
    assertThat(play.now(SessionAction.StopRepeating.class)).isEmpty();
  }

  @Test
  void withoutAPrackTheCallIsRefused() {
    ringing();
    play.timeout(SessionTimer.PRACK);

    assertThat(play.answers()).containsExactly(504);
    assertThat(play.isOver()).isTrue();
  }

  @Test
  void aPrackIsTakenOnAnotherNode() {
    ringing();
    long rseq = rseq(play.now(SessionAction.Respond.class).getFirst());
    play.state = play.recovered();
    play.follow(play.core.recover(play.state, Cast.WORLD));
    assertThat(play.timers).contains(SessionTimer.PRACK);
    assertThat(rseq(play.did(SessionAction.RepeatAnswer.class).getLast().answer())).isEqualTo(rseq);

    prack(rseq + " 10 INVITE");

    assertThat(play.answers()).containsExactly(200);
  }

  @Test
  void thePeersReliableRingingIsAcknowledgedOnceAndInOrder() {
    play.made(null).legOpened();
    rings(180, 700, "");
    SessionAction.Send prack = play.now(SessionAction.Send.class).getFirst();
    assertThat(prack.method()).isEqualTo("PRACK");
    assertThat(prack.headers()).containsExactly(new Header("RAck", "700 1 INVITE"));
    assertThat(prack.cseq()).isEqualTo(2);
    assertThat(prack.dialog().remoteTag()).isEqualTo(Cast.CALLEE_TAG);
    assertThat(prack.dialog().remoteTarget()).isEqualTo("sip:bob@192.0.2.7:5070");
    assertThat(play.state.state()).isEqualTo("Ringing");

    rings(180, 700, "");
    assertThat(play.sent()).isEmpty();
    rings(183, 702, "");
    assertThat(play.sent()).isEmpty();
    rings(183, 701, "");
    assertThat(play.sent()).containsExactly("PRACK");

    play.answered(200, Cast.sdp());
    assertThat(play.now(SessionAction.Acknowledge.class).getFirst().cseq()).isEqualTo(1);
    play.hears(new SessionInput.HangUp(Cast.BORED));
    assertThat(play.now(SessionAction.Send.class).getFirst().cseq()).isEqualTo(4);
  }

  @Test
  void theAnswerMayComeBeforeThe200() {
    play.made(null).legOpened();
    rings(183, 5, Cast.sdp());
    assertThat(play.now(SessionAction.ChangeLeg.class).getFirst().remote().rtpPort())
        .isEqualTo(4000);

    play.state = play.recovered(); // another node knows it too
    play.answered(200, "");

    assertThat(play.state.state()).isEqualTo("Active");
    assertThat(play.state.media().remoteSdp()).isEqualTo(Cast.sdp());
  }

  @Test
  void theAnswerOfAnotherDialogIsNoAnswer() {
    play.made(null).legOpened();
    rings(183, 5, Cast.sdp());
    play.hears(new SessionInput.InviteResponse(Cast.response(play.state, 200, "other-tag", "")));

    assertThat(play.state.state()).isEqualTo("Terminating");
  }

  @Test
  void anAnswerThatMayBeLostHasToComeAgain() {
    play.made(null).legOpened();
    play.answered(183, Cast.sdp());
    play.answered(200, "");

    assertThat(play.state.state()).isEqualTo("Terminating");
  }

  @Test
  void theAnswerOfATargetThatWasLeftIsForgotten() {
    play.made(null).legOpened();
    rings(183, 5, Cast.sdp());
    play.answered(302, "");
    assertThat(play.sent()).containsExactly("INVITE");

    assertThat(play.state.media().remoteSdp()).isNull();
  }

  private Play rings(int status, long rseq, String body) {
    return play.hears(
        new SessionInput.InviteResponse(
            Cast.response(
                play.state,
                status,
                Cast.CALLEE_TAG,
                body,
                REQUIRE,
                new Header("RSeq", Long.toString(rseq)))));
  }
}
