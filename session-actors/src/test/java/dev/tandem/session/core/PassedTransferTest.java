package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// REFER that goes from one leg to the other. The session is on a bridge with C.
@NullUnmarked
class PassedTransferTest {
  private static final String CAROL = "<sip:carol@192.0.2.9>";
  private final Play play = new Play(Cast.PASSING);

  @BeforeEach
  void talking() {
    play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened().acked("");
    play.hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
    play.hears(new SessionInput.LegChanged(play.leg()));
    var linked = new SessionEvent.Relinked("Active", Cast.C, Cast.BRIDGE);
    play.state = SessionCore.evolve(play.state, linked);
    play.hardFacts.add(linked);
  }

  private long refer() {
    play.hears(Cast.refer(play.state, CAROL));
    return play.state.extensions().transfer().cseq();
  }

  private Play told(long cseq, int status) {
    return play.hears(new SessionInput.PeerTransfers(Cast.C, cseq, status));
  }

  private Play asked(long cseq) {
    return play.hears(new SessionInput.PeerRefers(Cast.C, cseq, CAROL, "<sip:alice@example.com>"));
  }

  private List<String> notified() {
    return play.now(SessionAction.Send.class).stream()
        .filter(it -> it.method().equals("NOTIFY"))
        .map(it -> it.body().strip())
        .toList();
  }

  @Test
  void theOtherLegIsAskedAndNobodyElse() {
    long cseq = refer();

    assertThat(play.answers()).containsExactly(202);
    assertThat(notified()).containsExactly("SIP/2.0 100 Trying");
    assertThat(play.now(SessionAction.AskTransfer.class)).isEmpty();
    assertThat(play.told(Cast.C))
        .containsExactly(
            new SessionCommand.PeerRefers(Cast.A, cseq, CAROL, "<sip:alice@example.com>"));
  }

  @Test
  void whatTheFarSideTellsGoesBackAndThePeerHangsUp() {
    long cseq = refer();
    told(cseq, 100);
    assertThat(notified()).as("said already").isEmpty();
    told(cseq, 180);
    assertThat(notified()).containsExactly("SIP/2.0 180 Ringing");
    told(cseq, 200);
    assertThat(notified()).containsExactly("SIP/2.0 200 OK");
    assertThat(play.state.links().peer()).as("the call is as it was").isEqualTo(Cast.C);

    play.timeout(SessionTimer.TRANSFER); // it should have hung up
    assertThat(play.sent()).containsExactly("BYE");
    assertThat(play.told(Cast.C)).singleElement().isInstanceOf(SessionCommand.PeerFails.class);
  }

  @Test
  void aRefusalGoesBackAndTheCallGoesOn() {
    long cseq = refer();
    told(cseq, 486);

    assertThat(notified()).singleElement().asString().startsWith("SIP/2.0 486");
    assertThat(play.state.state()).isEqualTo("Active");
    told(cseq, 200);
    assertThat(notified()).as("of one that is over").isEmpty();
  }

  @Test
  void aStatusWithoutAPhraseGetsTheUsualOne() {
    told(refer(), 603);

    assertThat(notified()).containsExactly("SIP/2.0 603 Decline");
  }

  @Test
  void theOtherLegHangingUpIsNoOutcome() {
    refer();
    play.hears(new SessionInput.PeerFails(Cast.C, 200, "Hung up", List.of()));

    assertThat(play.sent()).contains("BYE");
  }

  @Test
  void anotherNodeAsksAgain() {
    long cseq = refer();

    assertThat(play.core.recover(play.recovered(), Cast.WORLD).actions())
        .contains(
            new SessionAction.TellSession(
                Cast.C,
                new SessionCommand.PeerRefers(Cast.A, cseq, CAROL, "<sip:alice@example.com>")));
  }

  @Test
  void aReferThatIsPassedOnGoesOutInTheNameOfWhoWantsIt() {
    asked(7);

    assertThat(play.sent()).containsExactly("REFER");
    assertThat(play.now(SessionAction.Send.class).getFirst().headers())
        .containsExactly(
            new Header("Refer-To", CAROL), new Header("Referred-By", "<sip:alice@example.com>"));
    asked(7);
    assertThat(play.sent()).as("asked by another node").isEmpty();
    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerTransfers(Cast.A, 7, 100));
  }

  @Test
  void whatThePeerTellsGoesToTheOtherLegThatHangsUp() {
    asked(7);
    play.hears(new SessionInput.ReferResponse(Cast.response(202, Cast.CALLER_TAG, "")));
    play.hears(Cast.notify(play.state, 180));
    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerTransfers(Cast.A, 7, 180));
    play.hears(Cast.notify(play.state, 200));
    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerTransfers(Cast.A, 7, 200));
    assertThat(play.sent()).as("that is for the other side to do").isEmpty();
    assertThat(play.recovered().extensions().transfer().status()).isEqualTo(200);
  }

  @Test
  void aReferThatThePeerRefusesIsTold() {
    asked(7);
    play.hears(new SessionInput.ReferResponse(Cast.response(405, Cast.CALLER_TAG, "")));

    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerTransfers(Cast.A, 7, 405));
    asked(8);
    assertThat(play.sent()).as("another one").containsExactly("REFER");
  }

  @Test
  void oneAtATime() {
    asked(7);
    asked(8);

    assertThat(play.sent()).isEmpty();
    assertThat(play.told(Cast.C)).containsExactly(new SessionCommand.PeerTransfers(Cast.A, 8, 491));
  }

  @Test
  void aStrangerIsToldThatNobodyIsHere() {
    play.hears(new SessionInput.PeerRefers(Cast.B, 7, CAROL, "<sip:x@y>"));

    assertThat(play.told(Cast.B)).containsExactly(new SessionCommand.PeerTransfers(Cast.A, 7, 480));
  }
}
