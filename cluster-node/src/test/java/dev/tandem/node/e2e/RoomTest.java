package dev.tandem.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who hears whom.
@Tag("end-to-end")
@Timeout(120)
class RoomTest {
  @RegisterExtension static final Stage stage = new Stage();
  static TandemNode node;

  @BeforeAll
  static void start() throws Exception {
    node = stage.node();
  }

  @AfterEach
  void nothingIsLeft() {
    node.awaitQuiet();
  }

  private record Guest(SipCall call, RtpPeer rtp) {}

  private Guest enter(String name, String user, int hz) throws Exception {
    RtpPeer rtp = stage.rtp();
    SipCall call = stage.udpPeer(name).call(node.sip(), user).establish(rtp.sdp());
    rtp.speak(hz, call.theirs());
    return new Guest(call, rtp);
  }

  @Test
  void threeHearEachTheOtherTwoAndTwoGoOnWhenOneLeaves() throws Exception {
    Guest alice = enter("alice", "room-e2e", 400);
    Guest bob = enter("bob", "room-e2e", 700);
    Guest carol = enter("carol", "room-e2e", 1100);

    alice.rtp.awaitHears(700, 1100);
    bob.rtp.awaitHears(400, 1100);
    carol.rtp.awaitHears(400, 700);

    bob.call.hangUp();
    alice.rtp.awaitHears(1100);
    carol.rtp.awaitHears(400);
    assertThat(node.http().sessions()).hasSize(2);

    alice.call.hangUp();
    carol.call.hangUp();
  }

  @Test
  void guestsOfDifferentRoomsDoNotHearEachOther() throws Exception {
    Guest alice = enter("alice", "room-one", 400);
    Guest bob = enter("bob", "room-one", 700);
    Guest carol = enter("carol", "room-two", 1100);
    Guest dave = enter("dave", "room-two", 1500);

    alice.rtp.awaitHears(700);
    bob.rtp.awaitHears(400);
    carol.rtp.awaitHears(1500);
    dave.rtp.awaitHears(1100);

    for (Guest guest : new Guest[] {alice, bob, carol, dave}) {
      guest.call.hangUp();
    }
  }

  @Test
  void aCallerOfEchoHearsItself() throws Exception {
    Guest alice = enter("alice", "echo", 600);

    alice.rtp.awaitHears(600);

    alice.call.hangUp();
  }

  @Test
  void aCallerOfToneHearsItsPitchAndThatOfAnswerNothing() throws Exception {
    Guest alice = enter("alice", "tone", 600);
    Guest bob = enter("bob", "answer", 600);

    Await.value("alice hears 440 Hz", () -> alice.rtp.level(440), level -> level > 2_000);
    assertThat(alice.rtp.level(600)).isLessThan(500);
    assertThat(bob.rtp.received()).isZero();

    alice.call.hangUp();
    bob.call.hangUp();
  }
}
