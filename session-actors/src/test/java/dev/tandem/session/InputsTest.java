package dev.tandem.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.DialogResponse;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionCommand;
import dev.tandem.protocol.SessionCommand.Failure;
import dev.tandem.session.core.SessionInput;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class InputsTest {
  static final String INFO = KeySender.INFO + "7";

  private static SessionInput answered(int status) {
    var response =
        new DialogResponse(
            "INFO", 7, status, "Whatever", "theirs", null, List.of(), null, null, "", List.of());
    return Inputs.of(new SessionCommand.Responded(INFO, response));
  }

  private static int endsWith(SessionInput input) {
    assertThat(input).isInstanceOf(SessionInput.HangUp.class);
    EndCause cause = ((SessionInput.HangUp) input).cause();
    assertThat(cause.by()).isEqualTo(EndCause.By.REMOTE);
    return cause.status();
  }

  /// RFC 3261 §12.2.1.2.
  @ParameterizedTest
  @ValueSource(ints = {408, 481})
  void aPeerThatKnowsNothingOfTheCallHasLostIt(int status) {
    assertThat(endsWith(answered(status))).isEqualTo(status);
  }

  @Test
  void soHasOneThatDoesNotAnswer() {
    assertThat(endsWith(Inputs.of(new SessionCommand.Unanswered(INFO, Failure.TIMEOUT))))
        .isEqualTo(408);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 415, 500, 503})
  void whatElseItSaysToAnInfoIsNotTheCalls(int status) {
    assertThat(answered(status)).isNull();
  }

  @Test
  void norIsAnInfoThatCouldNotBeSent() {
    assertThat(Inputs.of(new SessionCommand.Unanswered(INFO, Failure.TRANSPORT))).isNull();
  }
}
