package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.SessionHistory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a live session has done by its state table, and what can happen next.
///
/// @param table what the call asked to follow; absent when it follows the node's own
/// @param source file or shipped table it follows
/// @param recovered when the session woke from the journal: `steps` begin then; absent when they
///   begin with the call
/// @param steps oldest first, the latest 50
/// @param possible events that the present state has a row for
/// @param conditions of the table that were changed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryView(
    String id,
    String node,
    @Nullable String table,
    String source,
    String tableId,
    String role,
    String state,
    @Nullable Instant recovered,
    List<Step> steps,
    List<String> possible,
    Map<String, Integer> conditions) {
  /// @param row where it is written, `FILE:LINE`
  public record Step(Instant at, String event, String from, String to, String row) {}

  public static HistoryView of(SessionHistory it) {
    return new HistoryView(
        it.id().value(),
        it.node(),
        it.table(),
        it.source(),
        it.tableId(),
        it.role(),
        it.state(),
        it.recoveredAt(),
        it.steps().stream()
            .map(step -> new Step(step.at(), step.event(), step.from(), step.to(), step.row()))
            .toList(),
        it.possible(),
        it.conditions());
  }
}
