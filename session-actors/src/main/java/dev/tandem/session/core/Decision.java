package dev.tandem.session.core;

import dev.tandem.protocol.ErrorKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The core's answer to one input: facts first, then work, in that order.
///
/// @param refusal what the asker is told instead of success, null when the input was taken
public record Decision(
    List<SessionEvent> facts, List<SessionAction> actions, @Nullable Refusal refusal) {
  public record Refusal(ErrorKind error, String detail) {}

  static Decision ignore() {
    return new Decision(List.of(), List.of(), null);
  }

  static Decision refuse(ErrorKind error, String detail) {
    return new Decision(List.of(), List.of(), new Refusal(error, detail));
  }
}
