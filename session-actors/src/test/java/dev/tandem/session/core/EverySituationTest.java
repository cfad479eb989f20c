package dev.tandem.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.protocol.TransactionRef;
import dev.tandem.table.Role;
import dev.tandem.table.Row;
import dev.tandem.table.ShippedTables;
import dev.tandem.table.StateTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Walks a shipped table breadth first: from every situation it can get into, by everything that
/// can happen, until no new situation turns up. What holds in all of them is said here. This class
/// walks `default`, subclasses the others.
@NullUnmarked
@TestInstance(Lifecycle.PER_CLASS)
class EverySituationTest {
  /// Rows that the dialog rules never let an event through to: a session is called or made once,
  /// and its leg opens once, where it is waited for.
  private static final Set<String> NEVER_ASKED =
      Set.of(
          "IncomingCall",
          "MakeCall",
          "MediaSessionReady",
          "MoveMedia",
          "MediaMoveFailed",
          "ReofferAccepted",
          "ReofferRefused",
          "DialogGone",
          "TargetRinging",
          "TargetAnswered",
          "TargetFailed",
          "TakePlace");

  /// What makes two moments of a session the same for the table and the rules.
  private record Situation(
      String state,
      boolean incoming,
      boolean leg,
      int legs,
      boolean bridge,
      boolean peer,
      int ringing,
      int groups,
      boolean localSdp,
      boolean remoteSdp,
      boolean ending,
      boolean tagged,
      boolean settled,
      boolean forwarded,
      boolean offered,
      boolean replacing,
      boolean opening,
      boolean lost,
      boolean out,
      int tries,
      boolean described,
      boolean unacked,
      boolean edgeGone,
      boolean held,
      int invites,
      boolean refreshes,
      boolean refreshDue,
      boolean rang,
      String transfer,
      Set<SessionTimer> timers) {
    static Situation of(Play play) {
      SessionState state = play.state;
      var call = state.call();
      String remote = state.media().remoteSdp();
      Fork fork = ForkPlan.undecided(state); // afterwards it matters no more who rang
      return new Situation(
          state.state(),
          call != null && call.incoming(),
          state.media().leg() != null,
          Math.min(2, state.media().legs()),
          state.links().bridge() != null,
          state.links().peer() != null,
          fork == null ? 0 : 1 + fork.ringing().size(),
          fork == null ? 0 : fork.next().size(),
          state.media().localSdp() != null,
          remote != null && !remote.isEmpty(),
          state.end() != null,
          state.dialog() != null && !state.dialog().dialog().remoteTag().isEmpty(),
          call != null && call.invitation() == null,
          call != null && call.plan() != null && call.plan().forwardedFor() != null,
          call != null && call.invitation() != null && !call.invitation().body().isEmpty(),
          state.renewal().replacing(),
          state.renewal().opening(),
          state.renewal().lost(),
          state.renewal().out() != null,
          Math.min(2, state.renewal().tries()),
          state.media().isDescribed(),
          state.renewal().unacked() != 0,
          state.renewal().edgeGone(),
          state.media().hold().wanted() != state.media().hold().told(),
          Math.min(1, state.extensions().attempts().invites())
              + Math.min(1, state.extensions().attempts().untried().size()),
          state.extensions().refresh().ours(),
          state.extensions().refresh().due(),
          state.extensions().reliable().waits(),
          transferOf(state),
          Set.copyOf(play.timers));
    }
  }

  private static String transferOf(SessionState state) {
    Transfer transfer = state.extensions().transfer();
    if (state.extensions().asked() != null) {
      return "asked";
    }
    return transfer == null || !(transfer.isPending() || transfer.status() / 100 == 2)
        ? ""
        : (transfer.ours() ? "ours" : "theirs")
            + transfer.isPending()
            + transfer.isPassed()
            + transfer.isMove()
            + Objects.equals(transfer.by(), state.links().peer());
  }

  private record Step(Play before, SessionInput input, Play after) {
    @Override
    public String toString() {
      return "from " + before + " to " + after;
    }
  }

  private final StateTable table = ShippedTables.get(name());

  private final Set<Row> walked = new HashSet<>();

  /// What did not hold in some step, by rule. Checked as they are made: all steps together are too
  /// many to keep.
  private final Map<String, List<String>> broken = new HashMap<>();

  private final Map<Situation, Play> situations = new HashMap<>();

  /// Name of the table to walk.
  String name() {
    return ShippedTables.DEFAULT;
  }

  @BeforeAll
  void walk() {
    Queue<Play> next = new ArrayDeque<>();
    var first = new Play(table, Cast.PASSING, walked::add);
    situations.put(Situation.of(first), first);
    next.add(first);
    while (!next.isEmpty()) {
      Play play = next.remove();
      for (SessionInput input : Inputs.possible(play)) {
        Play after = play.copy().hears(input);
        check(new Step(play, input, after));
        if (situations.putIfAbsent(Situation.of(after), after) == null) {
          next.add(after);
        }
      }
      assertThat(situations.size()).as("situations").isLessThan(200_000);
    }
  }

  @Test
  void everyRowOfTheShippedTableIsWalked() {
    List<String> missing = new ArrayList<>();
    for (Row row : table.rows()) {
      // What it takes from another table is walked there.
      if (row.source().equals(table.source()) && !walked.contains(row) && !isNeverAsked(row)) {
        missing.add("line " + row.line() + ": " + row);
      }
    }

    assertThat(missing).as("rows nothing leads to").isEmpty();
  }

  private static boolean isNeverAsked(Row row) {
    return NEVER_ASKED.stream().anyMatch(it -> row.line() == lineOf("  " + it + ": ["));
  }

  private static int lineOf(String start) {
    List<String> lines = Cast.yaml().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(start)) {
        return i + 1;
      }
    }
    throw new AssertionError("no line starts with " + start);
  }

  @Test
  void everyStateOfTheShippedTableIsReached() {
    assertThat(situations.keySet().stream().map(Situation::state).distinct())
        .containsExactlyInAnyOrderElementsOf(reachable());
  }

  /// A table that is built on another one may leave states of that one aside.
  private Set<String> reachable() {
    var names = new HashSet<String>();
    for (Role role : List.of(Role.UAC, Role.UAS)) {
      table.reachableStates(role).forEach(it -> names.add(it.name()));
    }
    return names;
  }

  private void check(Step step) {
    Play after = step.after();
    if (step.input() instanceof SessionInput.Request(_, var transaction)) {
      int responses = responses(after.last, transaction).size();
      Transfer.Asked waiting = after.state.extensions().asked(); // the handler's word comes later
      boolean asked = waiting != null && waiting.transaction().equals(transaction);
      hold("one response", responses == (asked ? 0 : 1), step);
    }
    boolean up = after.state.end() == null && after.state.media().leg() != null;
    hold("legs closed", !after.isOver() || after.openLegs.isEmpty(), step);
    hold("legs open", after.isOver() || !up || !after.openLegs.isEmpty(), step);
    hold("a timer runs", after.isOver() || after.state.isIdle() || !after.timers.isEmpty(), step);
  }

  private void hold(String rule, boolean holds, Step step) {
    if (!holds) {
      broken.computeIfAbsent(rule, _ -> new ArrayList<>()).add(step.toString());
    }
  }

  private void assertHolds(String rule) {
    assertThat(broken.getOrDefault(rule, List.of()).stream().limit(5)).as(rule).isEmpty();
  }

  @Test
  void everyRequestGetsExactlyOneResponse() {
    assertHolds("one response");
  }

  private static List<SessionAction.Respond> responses(
      Decision decision, TransactionRef transaction) {
    return decision.actions().stream()
        .filter(SessionAction.Respond.class::isInstance)
        .map(SessionAction.Respond.class::cast)
        .filter(it -> it.transaction().equals(transaction))
        .toList();
  }

  @Test
  void theInviteGetsExactlyOneFinalResponse() {
    for (Play play : situations.values()) {
      var call = play.state.call();
      if (call == null || !call.incoming()) {
        continue;
      }
      List<Integer> finals =
          play.did(SessionAction.Respond.class).stream()
              .filter(it -> it.transaction().equals(Cast.INVITE) && it.status() >= 200)
              .map(SessionAction.Respond::status)
              .toList();
      assertThat(finals.size()).as("%s: %s", play, finals).isLessThanOrEqualTo(1);
      if (play.isOver()) {
        assertThat(finals).as("%s", play).hasSize(1);
      }
    }
  }

  @Test
  void aLegIsClosedWhenTheSessionEndsAndNotBefore() {
    assertHolds("legs closed");
    assertHolds("legs open");
  }

  /// A session nothing will ever wake again would stay for good.
  @Test
  void aSessionThatIsNotOverHasATimerRunning() {
    assertHolds("a timer runs");
  }

  @Test
  void timersAloneBringEverySessionToItsEnd() {
    for (Play play : situations.values()) {
      for (SessionTimer first : play.timers) {
        Play after = play.copy().timeout(first);
        assertThat(isOverByTimers(after))
            .as("%s to %s, %s, open %s", play, after, after.timers, after.openLegs)
            .isTrue();
      }
    }
  }

  private static boolean isOverByTimers(Play play) {
    for (int i = 0; i < 10 && !play.isOver() && !play.timers.isEmpty(); i++) {
      play.timeout(play.timers.iterator().next());
    }
    return play.isOver() && play.openLegs.isEmpty();
  }

  @Test
  void theJournalAloneTellsWhatMatters() {
    for (Play play : situations.values()) {
      SessionState now = play.state;
      SessionState again = play.recovered();
      if (again.isIdle()) {
        continue; // given up before anybody outside had seen anything of it
      }
      assertThat(again.end()).as("%s", play).isEqualTo(now.end());
      assertThat(again.ended()).as("%s", play).isEqualTo(now.ended());
      assertThat(play.core.isFinal(again)).as("%s", play).isEqualTo(play.isOver());
      assertThat(again.media().leg()).as("%s", play).isEqualTo(now.media().leg());
      assertThat(again.media().localSdp()).as("%s", play).isEqualTo(now.media().localSdp());
      assertThat(again.theCall().answered()).as("%s", play).isEqualTo(now.theCall().answered());
      assertThat(again.theCall().incoming()).as("%s", play).isEqualTo(now.theCall().incoming());
      if (now.dialog() != null) {
        var was = now.theDialog().dialog();
        var is = again.theDialog().dialog();
        assertThat(is.callId()).as("%s", play).isEqualTo(was.callId());
        assertThat(is.localTag()).as("%s", play).isEqualTo(was.localTag());
        assertThat(is.remoteTag()).as("%s", play).isEqualTo(was.remoteTag());
        assertThat(is.routeSet()).as("%s", play).isEqualTo(was.routeSet());
      }
    }
  }

  @Test
  void aRecoveredSessionIsInAStateItWasIn() {
    for (Play play : situations.values()) {
      if (!play.recovered().isIdle()) {
        assertThat(play.recovered().state()).as("%s", play).isNotEqualTo(SessionState.IDLE);
      }
    }
  }

  /// A call whose table has lost the state it is in goes on where its facts put it.
  @Test
  void aRecoveredSessionWithoutItsStateGoesOnByWhatHasHappened() {
    var shipped = new SessionCore(ShippedTables.get(ShippedTables.DEFAULT), Cast.SETTINGS);
    for (Play play : situations.values()) {
      if (play.recovered().isIdle() || play.isOver()) {
        continue;
      }
      Play again = play.copy();
      again.timers.clear();
      again.state = SessionCore.placed(play.recovered());
      assertThat(shipped.knows(again.state)).as("placed %s", again).isTrue();
      again.follow(shipped.recover(again.state, Cast.WORLD));

      for (int i = 0; i < 10 && !again.isOver() && !again.timers.isEmpty(); i++) {
        again.timeout(again.timers.iterator().next());
      }

      assertThat(again.isOver()).as("placed %s", again).isTrue();
    }
  }

  @Test
  void aRecoveredSessionEndsByTimersAloneToo() {
    for (Play play : situations.values()) {
      if (play.recovered().isIdle()) {
        continue;
      }
      Play again = play.copy();
      again.timers.clear();
      again.state = play.recovered();
      again.follow(again.core.recover(again.state, Cast.WORLD));
      if (!again.isOver()) {
        assertThat(again.timers).as("recovered %s", again).isNotEmpty();
      }

      for (int i = 0; i < 10 && !again.isOver() && !again.timers.isEmpty(); i++) {
        again.timeout(again.timers.iterator().next());
      }

      assertThat(again.isOver()).as("recovered %s", again).isTrue();
    }
  }
}
