package dev.tandem.session;

import dev.tandem.session.core.SessionCore;
import dev.tandem.session.core.SessionState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which table a session follows. A session never ends because a table is missing here: it goes on
/// by one that knows its state.
final class TableChoice {
  private static final Logger LOG = LoggerFactory.getLogger(TableChoice.class);

  private TableChoice() {}

  /// For a session that wakes: its own table as it is on this node now; else the node's; else the
  /// shipped one, which has a place for every session ([SessionCore#placed]).
  static SessionCore recovered(SessionState state, SessionTables tables) {
    String name = state.table();
    SessionCore own = name == null ? tables.standard() : tables.find(name);
    if (own != null && own.knows(state)) {
      return own;
    }
    SessionCore instead = tables.shipped();
    for (SessionCore core : List.of(tables.standard(), tables.shipped())) {
      if (core.knows(state)) {
        instead = core;
        break;
      }
    }
    LOG.warn(
        "state table of a recovered session is missing or lacks its state, session={} table={}"
            + " state={} follows={}",
        state.id(),
        name == null ? "-" : name,
        state.state(),
        instead.table().source());
    return instead;
  }

  /// For a call that asks for a table, in its present state. Null when the node has none that can
  /// take it over: the call stays with what it has.
  static @Nullable SessionCore asked(SessionState state, String name, SessionTables tables) {
    SessionCore core = tables.find(name);
    if (core == null || !core.knows(state)) {
      LOG.warn(
          "state table {}, session={} table={} state={}",
          core == null ? "is unknown here" : "lacks the state of the session",
          state.id(),
          name,
          state.state());
      return null;
    }
    return core;
  }
}
