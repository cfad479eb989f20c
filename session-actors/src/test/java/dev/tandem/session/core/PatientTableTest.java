package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.session.core.SessionAction.Send;
import dev.tandem.table.StateTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `examples/tables/patient.yaml`: a counter, a pause and another try, by rows alone.
@NullUnmarked
class PatientTableTest {
  private Play play;

  @BeforeEach
  void call() throws IOException {
    Path file = Path.of("..", "examples", "tables", "patient.yaml");
    var table = StateTable.parse("patient.yaml", Files.readString(file));
    play = new Play(table, _ -> {}).made(null).legOpened();
  }

  private List<Send> invites() {
    return play.did(Send.class).stream().filter(it -> it.method().equals("INVITE")).toList();
  }

  private void busy() {
    play.answered(180, "");
    play.answered(486, "");
  }

  @Test
  void callsAgainAfterThePauseInTheSameCallWithAKeyOfItsOwn() {
    busy();
    assertThat(play.state.state()).isEqualTo("Waiting");
    assertThat(play.timers).containsExactly(SessionTimer.RETRY);

    play.timeout(SessionTimer.RETRY);

    assertThat(play.state.state()).isEqualTo("Initiating");
    assertThat(invites().stream().map(Send::cseq)).containsExactly(1L, 2L);
    assertThat(invites().stream().map(Send::request)).doesNotHaveDuplicates();
    assertThat(invites().stream().map(it -> it.dialog().callId()).distinct()).hasSize(1);
  }

  @Test
  void givesUpAfterThreeMoreTries() {
    for (int i = 0; i < 3; i++) {
      busy();
      play.timeout(SessionTimer.RETRY);
    }
    busy();

    assertThat(invites()).hasSize(4);
    assertThat(play.isOver()).isTrue();
    assertThat(play.state.end().status()).isEqualTo(486);
    assertThat(play.openLegs).isEmpty();
  }

  @Test
  void goesOnWaitingAfterItsNodeHasDied() {
    busy();

    SessionState again = play.recovered();

    assertThat(again.state()).isEqualTo("Waiting");
    assertThat(again.conditions()).containsEntry("RetryCount", 1);
    play.state = again;
    play.timers.clear();
    play.follow(play.core.recover(again, Cast.WORLD));
    assertThat(play.timers).contains(SessionTimer.RETRY);
  }
}
