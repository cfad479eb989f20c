package dev.tandem.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a live session has done by its state table, and what it would do next.
///
/// @param node where it lives
/// @param table what the call asked to follow, null for the node's own
/// @param source file or shipped table it follows in fact
/// @param tableId of that version of it, 32 hexadecimal digits
/// @param role UAC or UAS
/// @param state by its name in the table
/// @param recoveredAt since when `steps` are kept: the session woke here from the journal then;
///   null when they begin with the call
/// @param steps oldest first, at most [#MAX_STEPS], the latest ones
/// @param possible events that the present state has a row for, in no other order than the table's
/// @param conditions of the table that are not as they were at the beginning
public record SessionHistory(
    SessionId id,
    String node,
    @Nullable String table,
    String source,
    String tableId,
    String role,
    String state,
    @Nullable Instant recoveredAt,
    List<Step> steps,
    List<String> possible,
    Map<String, Integer> conditions)
    implements Wire {
  public static final int MAX_STEPS = 50;

  /// One row that was followed.
  ///
  /// @param row where it is written, `FILE:LINE`
  public record Step(Instant at, String event, String from, String to, String row)
      implements Wire {}
}
