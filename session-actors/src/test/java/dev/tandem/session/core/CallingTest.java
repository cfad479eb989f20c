package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.ErrorKind;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionCommand.Failure;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// A session that calls (UAC), state by state.
@NullUnmarked
class CallingTest {
  final Play play = new Play();

  private Play initiating() {
    return play.made(null).legOpened();
  }

  private Play active() {
    return initiating().answered(200, Cast.sdp());
  }

  @Nested
  class Preparing {
    @Test
    void theLegIsOpenedBeforeTheInviteGoesOut() {
      play.made(null);
      assertThat(play.now(SessionAction.OpenLeg.class)).hasSize(1);
      assertThat(play.sent()).isEmpty();

      play.legOpened();

      var invite = play.now(SessionAction.Send.class).getFirst();
      assertThat(invite.method()).isEqualTo("INVITE");
      assertThat(invite.body()).contains("m=audio 20000 RTP/AVP 0 8");
      assertThat(invite.dialog().remoteTag()).isEmpty();
    }

    @Test
    void withoutALegNoInviteEverGoesOut() {
      play.made(null)
          .hears(new SessionInput.LegFailed(play.leg(), ErrorKind.RESOURCE_EXHAUSTED, "full"));

      assertThat(play.did(SessionAction.Send.class)).isEmpty();
      assertThat(play.isOver()).isTrue();
      assertThat(play.state.end()).extracting(EndCause::status).isEqualTo(503);
    }

    @Test
    void nothingIsWrittenOfACallThatIsOnlyPlanned() {
      assertThat(play.made(null).hardFacts).isEmpty();
    }

    @Test
    void aLegThatIsToldOfTwiceStaysOpen() {
      initiating().legOpened();

      assertThat(play.now(SessionAction.CloseLeg.class)).isEmpty();
      assertThat(play.openLegs).hasSize(1);
    }
  }

  @Nested
  class Initiating {
    @Test
    void theAnswerIsAcknowledgedAlongTheReversedRecordRoute() {
      active();

      var ack = play.now(SessionAction.Acknowledge.class).getFirst();
      assertThat(ack.dialog().remoteTag()).isEqualTo(Cast.CALLEE_TAG);
      assertThat(ack.dialog().remoteTarget()).isEqualTo("sip:bob@192.0.2.7:5070");
      assertThat(ack.dialog().routeSet())
          .containsExactly("<sip:edge2.example.net;lr>", "<sip:edge1.example.net;lr>");
      assertThat(play.now(SessionAction.ChangeLeg.class)).hasSize(1);
      assertThat(play.state.state()).isEqualTo("Active");
    }

    @Test
    void aRepeatedAnswerIsAcknowledgedAgain() {
      active().answered(200, Cast.sdp());

      assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
      assertThat(play.state.state()).isEqualTo("Active");
    }

    @Test
    void theAnswerOfAnotherBranchIsAcknowledgedAndEnded() {
      active().hears(new SessionInput.InviteResponse(Cast.response(200, "other-tag", Cast.sdp())));

      assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
      var bye = play.now(SessionAction.Send.class).getFirst();
      assertThat(bye.dialog().remoteTag()).isEqualTo("other-tag");
      assertThat(bye.request()).isEqualTo("bye-other-tag");
      assertThat(play.state.state()).isEqualTo("Active");
    }

    @Test
    void anAnswerWithNothingUsableIsAcknowledgedAndEnded() {
      initiating().answered(200, Cast.ONLY_G729);

      assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
      assertThat(play.sent()).containsExactly("BYE");
      assertThat(play.openLegs).isEmpty();
    }

    @Test
    void aRefusalIsTheCause() {
      initiating().answered(486, "");

      assertThat(play.isOver()).isTrue();
      assertThat(play.state.end()).isEqualTo(new EndCause(EndCause.By.REMOTE, 486, "Because"));
      assertThat(play.openLegs).isEmpty();
    }

    @Test
    void silenceAndUnreachableHopsAre408And503() {
      Play unreachable = initiating().copy();

      play.hears(new SessionInput.InviteUnanswered(Failure.TIMEOUT));
      unreachable.hears(new SessionInput.InviteUnanswered(Failure.TRANSPORT));

      assertThat(play.state.end().status()).isEqualTo(408);
      assertThat(unreachable.state.end().status()).isEqualTo(503);
    }
  }

  @Nested
  class Ringing {
    @Test
    void nobodyAnswersAndTheInviteIsCancelled() {
      initiating().answered(180, "").timeout(SessionTimer.RINGING);
      assertThat(play.now(SessionAction.Cancel.class)).hasSize(1);

      play.answered(487, "");

      assertThat(play.isOver()).isTrue();
      assertThat(play.state.end()).extracting(EndCause::status).isEqualTo(480);
    }

    @Test
    void anAnswerThatCrossesTheCancelIsAcknowledgedAndEnded() {
      initiating().answered(180, "").hears(new SessionInput.HangUp(Cast.BORED));
      assertThat(play.state.state()).isEqualTo("Cancelling");

      play.answered(200, Cast.sdp());

      assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
      assertThat(play.sent()).containsExactly("BYE");
      assertThat(play.state.state()).isEqualTo("Terminating");
      assertThat(play.openLegs).isEmpty();
    }

    @Test
    void aCancelNobodyAnswersEndsTheSessionAllTheSame() {
      initiating().hears(new SessionInput.HangUp(Cast.BORED)).timeout(SessionTimer.CLEANUP);

      assertThat(play.isOver()).isTrue();
      assertThat(play.openLegs).isEmpty();
    }

    @Test
    void anAnswerAfterTheEndIsAcknowledged() {
      initiating()
          .hears(new SessionInput.HangUp(Cast.BORED))
          .timeout(SessionTimer.CLEANUP)
          .answered(200, Cast.sdp());

      assertThat(play.now(SessionAction.Acknowledge.class)).hasSize(1);
      assertThat(play.sent()).containsExactly("BYE");
    }
  }

  @Nested
  class OnBehalfOfACaller {
    private Play forwarded() {
      return play.made(Cast.B).legOpened();
    }

    @Test
    void theCallerHearsOfRingingAndAnswer() {
      forwarded().answered(180, "");
      assertThat(play.told(Cast.B))
          .containsExactly(new SessionCommand.PeerRings(Cast.A, 180, null, null));

      play.answered(200, Cast.sdp("8"));

      assertThat(play.told(Cast.B))
          .containsExactly(new SessionCommand.PeerAnswers(Cast.A, Cast.MEDIA_NODE, "PCMA"));
    }

    @Test
    void theCallerHearsTheRefusal() {
      assertThat(forwarded().answered(404, "").told(Cast.B))
          .containsExactly(new SessionCommand.PeerFails(Cast.A, 404, "Because", null));
    }

    @Test
    void aCallerWhoGivesUpCancelsIt() {
      forwarded()
          .answered(180, "")
          .hears(new SessionInput.PeerFails(Cast.B, 487, "Cancelled", List.of()));

      assertThat(play.now(SessionAction.Cancel.class)).hasSize(1);
      assertThat(play.told(Cast.B)).isEmpty();
    }

    @Test
    void theCalledSidesByeEndsTheCaller() {
      forwarded().answered(200, Cast.sdp()).requested("BYE", "");

      assertThat(play.answers()).containsExactly(200);
      assertThat(play.told(Cast.B))
          .containsExactly(new SessionCommand.PeerFails(Cast.A, 200, "Hung up by the peer", null));
    }
  }
}
