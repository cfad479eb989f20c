package dev.tandem.table;

import static dev.tandem.table.Tables.SMALL;
import static dev.tandem.table.Tables.withRows;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StateTableTest {
  static final GuardTest NOTHING_HOLDS = _ -> false;
  static final GuardTest EVERYTHING_HOLDS = _ -> true;

  @Nested
  class Matching {
    @Test
    void triesRowsInTheOrderOfTheFile() {
      StateTable table =
          withRows(
              "{state: Busy, event: DialogBYE, guards: [IsBridged]}",
              "{state: Busy, event: DialogBYE, guards: [{not: HasPeer}]}",
              "{state: Busy, event: DialogBYE}");

      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding(TableGuard.IS_BRIDGED)))
          .isEqualTo(12);
      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding())).isEqualTo(13);
      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding(TableGuard.HAS_PEER)))
          .isEqualTo(14);
    }

    @Test
    void prefersTheRolesOwnRowsThenBothThenAnyStateThenOtherwise() {
      StateTable table =
          withRows(
              "{role: Both, state: '*', event: DialogBYE, guards: [IsBridged]}",
              "{role: UAC, state: Any, event: DialogBYE, guards: [HasPeer]}",
              "{role: Both, state: Busy, event: DialogBYE, guards: [MediaReady]}",
              "{role: UAC, state: Busy, event: DialogBYE, guards: [HasLocalSDP]}");
      var facts = new HashSet<>(List.of(TableGuard.values()));

      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding(facts))).isEqualTo(15);
      facts.remove(TableGuard.HAS_LOCAL_SDP);
      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding(facts))).isEqualTo(14);
      facts.remove(TableGuard.MEDIA_READY);
      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding(facts))).isEqualTo(13);
      assertThat(line(table, Role.UAS, TableEvent.DIALOG_BYE, holding(facts))).isEqualTo(12);
      facts.remove(TableGuard.HAS_PEER);
      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding(facts))).isEqualTo(12);
      facts.clear();
      assertThat(line(table, Role.UAC, TableEvent.DIALOG_BYE, holding(facts))).isGreaterThan(16);
    }

    @Test
    void leavesFinalStatesOutOfAnyButNotOutOfOtherwise() {
      StateTable table = withRows("{state: Any, event: MediaError, next_state: Done}");

      Row late =
          found(
              table, Role.UAS, table.stateIndex("Done"), TableEvent.MEDIA_ERROR, EVERYTHING_HOLDS);

      assertThat(late.nextState()).isEqualTo(Row.SAME_STATE);
      assertThat(late.actions())
          .containsExactly(
              new Action(TableAction.ANSWER_REQUEST, Map.of(Parameter.Kind.CODE, "481")));
    }

    @Test
    void givesARowAsWritten() {
      StateTable table =
          withRows(
              """
              role: UAS
                  state: Busy
                  event: {type: ReinviteReceived}
                  guards:
                    - type: IsBridged
                    - {condition: Tries, operator: GreaterOrEqual, value: 2}
                    - {not: {condition: Wanted}}
                  actions:
                    - {type: SendSIPResponse, code: 491, reason: Request Pending}
                    - {type: AnswerRequest, params: {code: 200}}
                    - SendACK
                  next_state: Idle
                  conditions: {Tries: {increment: 1}, Wanted: false}
                  publish: [CallEstablished, {type: MediaChanged}]
                  description: all there is\
              """);

      Row row =
          found(
              table,
              Role.UAS,
              table.stateIndex("Busy"),
              TableEvent.REINVITE_RECEIVED,
              EVERYTHING_HOLDS);

      assertThat(row)
          .isEqualTo(
              new Row(
                  "test.yaml",
                  12,
                  List.of(
                      new Guard.Fact(TableGuard.IS_BRIDGED),
                      new Guard.Compare(0, "Tries", Operator.GREATER_OR_EQUAL, 2),
                      new Guard.Not(new Guard.Compare(1, "Wanted", Operator.EQUALS, 1))),
                  List.of(
                      new Action(
                          TableAction.SEND_SIP_RESPONSE,
                          Map.of(
                              Parameter.Kind.CODE, "491",
                              Parameter.Kind.REASON, "Request Pending")),
                      new Action(TableAction.ANSWER_REQUEST, Map.of(Parameter.Kind.CODE, "200")),
                      new Action(TableAction.SEND_ACK)),
                  table.stateIndex("Idle"),
                  List.of(
                      new ConditionUpdate(0, "Tries", true, 1),
                      new ConditionUpdate(1, "Wanted", false, 0)),
                  List.of(Publication.CALL_ESTABLISHED, Publication.MEDIA_CHANGED)));
      assertThat(row.actions().getFirst().code(200)).isEqualTo(491);
    }

    @Test
    void allocatesNothing() {
      StateTable table =
          withRows(
              "{state: Busy, event: DialogBYE, guards: [IsBridged, HasPeer]}",
              "{state: Busy, event: DialogBYE, guards: [{not: HasPeer}]}");
      int busy = table.stateIndex("Busy");
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      int found = 0;
      long before = 0;
      for (int i = 0; i < 30_000; i++) {
        if (i == 20_000) {
          before = threads.getCurrentThreadAllocatedBytes();
        }
        found += found(table, Role.UAC, busy, TableEvent.DIALOG_BYE, NOTHING_HOLDS).line();
      }
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;

      assertThat(bytes).as("bytes in 10,000 matches of line sum %d", found).isLessThan(5_000);
    }
  }

  @Nested
  class Retrying {
    static final String RETRY =
        """
        version: "1.0"
        states:
          - {name: Idle}
          - {name: Initiating}
          - {name: Failed, final: true}
        conditions:
          - {name: RetryCount, default: 0}
        transitions:
          - {role: UAC, state: Idle, event: MakeCall, actions: [SendINVITE], next_state: Initiating}
          - {role: UAS, state: Idle, event: IncomingCall, next_state: Failed}
          - state: "Initiating"
            event:
              type: "DialogTimeout"
            guards:
              - condition: "RetryCount"
                operator: "LessThan"
                value: 3
            actions:
              - type: "SendINVITE"
            next_state: "Initiating"
            condition_updates:
              RetryCount: {increment: 1}
          - state: "Initiating"
            event:
              type: "DialogTimeout"
            guards:
              - condition: "RetryCount"
                operator: "GreaterOrEqual"
                value: 3
            next_state: "Failed"
          - {state: Idle, event: DialogTimeout}
        """;

    @Test
    void isDataNotCode() {
      // Nothing but the two guarded rows decides about DialogTimeout in Initiating.
      StateTable table =
          Tables.parse(RETRY + Tables.OTHERWISE.replaceFirst("  DialogTimeout: .*\n", ""));
      int count = table.conditions().getFirst().defaultValue();
      int state = table.stateIndex("Initiating");
      int invites = 0;

      while (!table.isFinal(state)) {
        int current = count;
        Row row =
            found(
                table,
                Role.UAC,
                state,
                TableEvent.DIALOG_TIMEOUT,
                guard -> ((Guard.Compare) guard).holds(current));
        invites +=
            (int) row.actions().stream().filter(it -> it.type() == TableAction.SEND_INVITE).count();
        state = row.nextState();
        for (ConditionUpdate update : row.updates()) {
          count = update.apply(count);
        }
      }

      assertThat(invites).isEqualTo(3);
      assertThat(table.stateName(state)).isEqualTo("Failed");
    }

    @Test
    void endsWhereACounterWouldOverflow() {
      var up = new ConditionUpdate(0, "RetryCount", true, Condition.LIMIT);
      assertThat(up.apply(Condition.LIMIT)).isEqualTo(Condition.LIMIT);
      assertThat(new ConditionUpdate(0, "RetryCount", true, -5).apply(3)).isEqualTo(-2);
    }
  }

  @Nested
  class Looking {
    @Test
    void showsWhatAStateCanDo() {
      StateTable table = withRows("{role: UAS, state: Any, event: DialogBYE}");

      assertThat(table.possibleEvents(Role.UAC, table.stateIndex("Busy")))
          .containsExactly(TableEvent.HANGUP_CALL);
      assertThat(table.possibleEvents(Role.UAS, table.stateIndex("Busy")))
          .containsExactly(TableEvent.HANGUP_CALL, TableEvent.DIALOG_BYE);
      assertThat(table.possibleEvents(Role.UAS, table.stateIndex("Done"))).isEmpty();
    }

    @Test
    void drawsWhatARoleCanDo() {
      StateTable table =
          withRows(
              "{role: UAC, state: Busy, event: DialogBYE, guards: [{condition: Tries, operator: less_than, value: 2}]}",
              "{role: UAS, state: Busy, event: DialogACK}",
              "{state: Any, event: MediaError, next_state: Done}");

      assertThat(table.toMermaid(Role.UAC))
          .isEqualTo(
              """
              stateDiagram-v2
                [*] --> Idle
                Idle --> Busy : MakeCall
                Busy --> Done : HangupCall
                Busy --> Busy : DialogBYE [Tries less_than 2]
                state "any state" as AnyState
                AnyState --> Done : MediaError
                Done --> [*]
              """);
    }

    @Test
    void tellsTablesApartByTheirText() {
      StateTable one = Tables.parse(SMALL);

      assertThat(one)
          .isEqualTo(StateTable.parse("other.yaml", SMALL))
          .hasSameHashCodeAs(Tables.parse(SMALL));
      assertThat(one).isNotEqualTo(Tables.parse(SMALL + "\n# changed\n"));
      assertThat(one.id()).matches("[0-9a-f]{32}");
    }

    @Test
    void knowsItsNames() {
      StateTable table = Tables.parse(SMALL);

      assertThat(table.stateIndex("Elsewhere")).isEqualTo(-1);
      assertThat(table.conditionIndex("Wanted")).isEqualTo(1);
      assertThat(table.conditions())
          .containsExactly(
              new Condition("Tries", "", true, 0), new Condition("Wanted", "", false, 1));
      assertThat(table.stateName(table.initialState())).isEqualTo("Idle");
      assertThat(table.rows()).hasSize(2 + TableEvent.values().length);
    }
  }

  @Nested
  class AnyWalk {
    /// Tables are made at random; those the checks refuse are not tables.
    @Test
    void neverReachesAnUndefinedOutcome() {
      long seed = 42;
      var random = new Random(seed);
      int accepted = 0;
      for (int i = 0; i < 120; i++) {
        String yaml = RandomTable.yaml(random);
        StateTable table;
        try {
          table = Tables.parse(yaml);
        } catch (InvalidTable _) {
          continue;
        }
        accepted++;
        walk(table, random, "seed " + seed + ", round " + i + "\n" + yaml);
      }
      assertThat(accepted).as("tables accepted with seed %d", seed).isGreaterThan(10);
    }

    private static void walk(StateTable table, Random random, String context) {
      Role role = Cells.ROLES.get(random.nextInt(2));
      int[] conditions = table.conditions().stream().mapToInt(Condition::defaultValue).toArray();
      int state = table.initialState();
      for (int step = 0; step < 500; step++) {
        TableEvent event = TableEvent.values()[random.nextInt(TableEvent.values().length)];
        Set<TableGuard> facts = RandomTable.facts(random);
        Row row = table.match(role, state, event, guard -> holds(guard, facts, conditions));
        if (row == null) {
          assertThat(table.isFinal(state)).as("%s in %s: %s", event, state, context).isTrue();
          state = table.initialState();
          continue;
        }
        row.updates()
            .forEach(it -> conditions[it.condition()] = it.apply(conditions[it.condition()]));
        state = row.nextState() == Row.SAME_STATE ? state : row.nextState();
      }
    }
  }

  static boolean holds(Guard guard, Set<TableGuard> facts, int[] conditions) {
    return switch (guard) {
      case Guard.Fact(TableGuard fact) -> facts.contains(fact);
      case Guard.Compare compare -> compare.holds(conditions[compare.condition()]);
      case Guard.Not(Guard inner) -> !holds(inner, facts, conditions);
    };
  }

  static GuardTest holding(TableGuard... facts) {
    return holding(Set.of(facts));
  }

  static GuardTest holding(Set<TableGuard> facts) {
    return guard -> holds(guard, facts, new int[8]);
  }

  static int line(StateTable table, Role role, TableEvent event, GuardTest test) {
    return found(table, role, table.stateIndex("Busy"), event, test).line();
  }

  static Row found(StateTable table, Role role, int state, TableEvent event, GuardTest test) {
    return Objects.requireNonNull(table.match(role, state, event, test));
  }
}
