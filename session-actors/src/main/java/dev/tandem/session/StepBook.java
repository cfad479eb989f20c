package dev.tandem.session;

import dev.tandem.protocol.SessionHistory;
import dev.tandem.table.Row;
import dev.tandem.table.TableEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The rows that a session has followed, the latest [SessionHistory#MAX_STEPS]. Kept as it comes,
/// in arrays that grow with the call: put into words only when somebody asks.
final class StepBook {
  private static final int FIRST = 8;

  private long[] millis = new long[FIRST];
  private TableEvent[] events = new TableEvent[FIRST];
  private String[] from = new String[FIRST];
  private String[] to = new String[FIRST];
  private Row[] rows = new Row[FIRST];
  private long count;

  void add(long atMillis, TableEvent event, String before, String after, Row row) {
    if (count == millis.length && count < SessionHistory.MAX_STEPS) {
      grow();
    }
    int at = (int) (count++ % millis.length);
    millis[at] = atMillis;
    events[at] = event;
    from[at] = before;
    to[at] = after;
    rows[at] = row;
  }

  private void grow() {
    int size = Math.min(SessionHistory.MAX_STEPS, millis.length * 2);
    millis = Arrays.copyOf(millis, size);
    events = Arrays.copyOf(events, size);
    from = Arrays.copyOf(from, size);
    to = Arrays.copyOf(to, size);
    rows = Arrays.copyOf(rows, size);
  }

  /// Oldest first.
  List<SessionHistory.Step> steps() {
    var steps = new ArrayList<SessionHistory.Step>();
    for (long i = Math.max(0, count - millis.length); i < count; i++) {
      int at = (int) (i % millis.length);
      steps.add(
          new SessionHistory.Step(
              Instant.ofEpochMilli(millis[at]),
              events[at].yaml(),
              from[at],
              to[at],
              rows[at].source() + ":" + rows[at].line()));
    }
    return List.copyOf(steps);
  }
}
