package dev.tandem.session.core;

import dev.tandem.protocol.ErrorKind;
import dev.tandem.table.Row;
import dev.tandem.table.TableEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The core's answer to one input: facts first, then work, in that order.
///
/// @param refusal what the asker is told instead of success, null when the input was taken
/// @param event what the input is called in the table, null when the table was not asked
/// @param row that was followed, null when none was
public record Decision(
    List<SessionEvent> facts,
    List<SessionAction> actions,
    @Nullable Refusal refusal,
    @Nullable TableEvent event,
    @Nullable Row row) {
  public record Refusal(ErrorKind error, String detail) {}

  Decision(List<SessionEvent> facts, List<SessionAction> actions, @Nullable Refusal refusal) {
    this(facts, actions, refusal, null, null);
  }

  static Decision ignore() {
    return new Decision(List.of(), List.of(), null);
  }

  static Decision refuse(ErrorKind error, String detail) {
    return new Decision(List.of(), List.of(), new Refusal(error, detail));
  }
}
