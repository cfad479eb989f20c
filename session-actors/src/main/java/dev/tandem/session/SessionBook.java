package dev.tandem.session;

import dev.tandem.protocol.SessionHistory;
import dev.tandem.session.core.Decision;
import dev.tandem.session.core.Edges;
import dev.tandem.session.core.Environment;
import dev.tandem.session.core.SessionAction;
import dev.tandem.session.core.SessionCore;
import dev.tandem.session.core.SessionEvent;
import dev.tandem.session.core.SessionInput;
import dev.tandem.session.core.SessionState;
import dev.tandem.table.Row;
import dev.tandem.table.TableEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a session is: its state with the facts that are not written yet, the table it follows, the
/// rows it has come by.
final class SessionBook {
  private final SessionTables tables;
  private final Environment environment;
  private final LiveSessions live;

  private final List<SessionEvent> unwritten = new ArrayList<>(2);
  private SessionState current;
  private SessionCore core;
  private @Nullable StepBook steps;
  private @Nullable Instant recoveredAt;

  SessionBook(SessionState idle, SessionTables tables, Environment environment, LiveSessions live) {
    this.current = idle;
    this.core = tables.standard();
    this.tables = tables;
    this.environment = environment;
    this.live = live;
  }

  SessionState state() {
    return current;
  }

  boolean isOver() {
    return core.isFinal(current);
  }

  /// Node of the edge that a request goes out by, null for any.
  @Nullable String edgeFor(SessionAction action) {
    return action instanceof SessionAction.Cancel
        ? Edges.ofInvite(current, environment)
        : Edges.next(current, environment);
  }

  /// After the journal has been read.
  ///
  /// @return what is to be done now; its facts have happened already, none is to be written
  Decision recovered(SessionState state) {
    core = TableChoice.recovered(state, tables);
    current = core.knows(state) ? state : SessionCore.placed(state);
    recoveredAt = environment.now();
    Decision decision = core.recover(current, environment);
    decision.facts().forEach(fact -> current = SessionCore.evolve(current, fact)); // all soft
    return decision;
  }

  /// The call follows another table from now on, in the state it is in.
  void follow(String table) {
    SessionCore other = TableChoice.asked(current, table, tables);
    if (other != null) {
      core = other;
      var fact = new SessionEvent.Governed(current.state(), table);
      current = SessionCore.evolve(current, fact);
      unwritten.add(fact);
    }
  }

  Decision decide(SessionInput input) {
    return core.decide(current, input, environment);
  }

  /// The decision's facts happen.
  ///
  /// @return what is to be written before anything is done about it, empty for nothing
  List<SessionEvent> take(Decision decision) {
    String before = current.state();
    for (SessionEvent fact : decision.facts()) {
      current = SessionCore.evolve(current, fact);
      if (!(fact instanceof SessionEvent.Soft)) {
        unwritten.add(fact);
      }
    }
    note(decision, before);
    if (unwritten.isEmpty() || mayWait(decision.actions())) {
      return List.of();
    }
    List<SessionEvent> facts = List.copyOf(unwritten);
    unwritten.clear();
    return facts;
  }

  private boolean mayWait(List<SessionAction> actions) {
    for (SessionAction action : actions) {
      if (!(action instanceof SessionAction.Tentative)) {
        return false;
      }
    }
    return !isOver();
  }

  private void note(Decision decision, String before) {
    Row row = decision.row();
    if (row != null && decision.event() != null) {
      if (steps == null) {
        steps = new StepBook();
      }
      long now = environment.now().toEpochMilli();
      steps.add(now, decision.event(), before, current.state(), row);
      if (core.table().isLastResort(row)) {
        live.unexpected.increment();
      }
    }
  }

  /// @param node where it lives
  SessionHistory history(String node, String role) {
    return new SessionHistory(
        current.id(),
        node,
        current.table(),
        core.table().source(),
        core.table().id(),
        role,
        current.state(),
        recoveredAt,
        steps == null ? List.of() : steps.steps(),
        core.possible(current).stream().map(TableEvent::yaml).toList(),
        current.conditions());
  }
}
