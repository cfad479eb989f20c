package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/// A live call that goes to another device of the peer. B is the session that calls the device.
@NullUnmarked
class DevicePlanTest {
  private static final String DEVICE = "sip:alice@192.0.2.66:5070";
  private final Play play = new Play();

  private Play active() {
    return play.invited().decided(new Verdict.Accept(Treatment.tone(440))).legOpened().acked("");
  }

  private Play talking() {
    active();
    play.hears(new SessionInput.EnterBridge(Cast.BRIDGE, Cast.MEDIA_NODE));
    play.hears(new SessionInput.LegChanged(play.leg()));
    var linked = new SessionEvent.Relinked("Active", Cast.C, Cast.BRIDGE);
    play.state = SessionCore.evolve(play.state, linked);
    play.hardFacts.add(linked);
    return play;
  }

  private Play move(String... targets) {
    return play.hears(new SessionInput.Move(List.of(targets)));
  }

  private Play deviceAnswers() {
    return play.hears(new SessionInput.PeerAnswers(Cast.B, Cast.MEDIA_NODE, "PCMU"));
  }

  @Test
  void theDeviceIsCalledAsTheOtherSideCalledThePeer() {
    talking();
    move(DEVICE);

    assertThat(play.now(SessionAction.MakePeer.class))
        .singleElement()
        .satisfies(made -> {
          assertThat(made.peer()).isEqualTo(Cast.B);
          assertThat(made.plan().to()).isEqualTo(DEVICE);
          assertThat(made.plan().from()).isEqualTo("sip:bob@example.com");
          assertThat(made.plan().forwardedFor()).isEqualTo(Cast.A);
          assertThat(made.plan().headers()).as("nobody has sent a REFER").isEmpty();
        });
    assertThat(play.sent()).isEmpty();
  }

  @Test
  void itTakesThePlaceWhenItAnswersAndThePeerIsHungUp() {
    talking();
    move(DEVICE);
    play.hears(new SessionInput.PeerRings(Cast.B, 180, null, null));
    assertThat(play.sent()).as("no NOTIFY").isEmpty();
    deviceAnswers();

    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.TakePlace(Cast.A, Cast.C, Cast.BRIDGE));
    assertThat(play.told(Cast.C)).as("stays on the line").isEmpty();
    assertThat(play.sent()).containsExactly("BYE");
    assertThat(play.state.state()).isEqualTo("Terminating");
    assertThat(play.state.end().reason()).isEqualTo("Moved to another device");
    play.hears(new SessionInput.ByeDone());
    assertThat(play.isOver()).isTrue();
    assertThat(play.openLegs).isEmpty();
  }

  @Test
  void withoutABridgeTheDeviceHearsWhatThePeerHeard() {
    active();
    move(DEVICE);

    assertThat(play.now(SessionAction.MakePeer.class).getFirst().plan().treatment())
        .isEqualTo(Treatment.tone(440));
  }

  @Test
  void whenItDoesNotAnswerTheCallIsAsItWas() {
    talking();
    move(DEVICE);
    play.hears(new SessionInput.PeerFails(Cast.B, 486, "Busy Here", List.of()));

    assertThat(play.state.state()).isEqualTo("Active");
    assertThat(play.state.links().peer()).isEqualTo(Cast.C);
    assertThat(play.state.extensions().transfer().status()).isEqualTo(486);
    assertThat(play.sent()).isEmpty();
    assertThat(move(DEVICE).last.refusal()).as("once more").isNull();
  }

  @Test
  void theDeviceThatHasTheCallIsNotCalled() {
    talking();
    String present = play.state.theDialog().dialog().remoteTarget();
    move(present, DEVICE);
    assertThat(play.now(SessionAction.MakePeer.class).getFirst().plan().to()).isEqualTo(DEVICE);

    play.hears(new SessionInput.PeerFails(Cast.B, 486, "Busy Here", List.of()));
    move(present);
    assertThat(play.last.refusal()).isNotNull();
    assertThat(play.last.facts()).isEmpty();
  }

  @Test
  void oneMoveAtATime() {
    talking();
    move(DEVICE);

    assertThat(move(DEVICE).last.refusal()).isNotNull();
  }

  @Test
  void aCallThatIsNotUpIsNotMoved() {
    play.invited();

    assertThat(move(DEVICE).last.refusal()).isNotNull();
  }

  @Test
  void whoHangsUpMeanwhileLeavesItToTheDevice() {
    talking();
    move(DEVICE);
    play.requested("BYE", "");
    assertThat(play.state.state()).isEqualTo("HandingOver");

    deviceAnswers();
    assertThat(play.told(Cast.B))
        .containsExactly(new SessionCommand.TakePlace(Cast.A, Cast.C, Cast.BRIDGE));
    assertThat(play.isOver()).isTrue();
  }

  @Test
  void theDeviceIsGivenUpWhenTheOtherSideIsGone() {
    talking();
    move(DEVICE);
    play.hears(new SessionInput.PeerFails(Cast.C, 200, "Hung up", List.of()));

    assertThat(play.told(Cast.B)).singleElement().isInstanceOf(SessionCommand.PeerFails.class);
  }

  @Test
  void anotherNodeGoesOnWithIt() {
    talking();
    move(DEVICE);

    var again = play.core.recover(play.recovered(), Cast.WORLD);

    assertThat(again.actions())
        .anyMatch(it -> it instanceof SessionAction.MakePeer(var peer, _) && peer.equals(Cast.B));
  }
}
