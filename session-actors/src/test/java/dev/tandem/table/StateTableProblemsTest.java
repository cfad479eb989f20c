package dev.tandem.table;

import static dev.tandem.table.Tables.HEAD;
import static dev.tandem.table.Tables.OTHERWISE;
import static dev.tandem.table.Tables.ROWS;
import static dev.tandem.table.Tables.SMALL;
import static dev.tandem.table.Tables.problems;
import static dev.tandem.table.Tables.problemsWithRows;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTableProblemsTest {
  @Nested
  class OfARow {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{state: Bussy, event: DialogBYE}                        | unknown state \"Bussy\", did you mean Busy?",
          "{state: Busy, event: DialogBye}                         | unknown event \"DialogBye\", did you mean DialogBYE?",
          "{state: Busy, event: {type: DialogBYEE}}                | unknown event \"DialogBYEE\", did you mean DialogBYE?",
          "{state: Busy, event: Explosion}                         | unknown event \"Explosion\"",
          "{state: Busy, event: DialogBYE, next_state: Dome}       | unknown state \"Dome\", did you mean Done?",
          "{state: Busy, event: DialogBYE, next_state: Any}        | unknown state \"Any\", known are Busy, Done, Idle",
          "{role: UAX, state: Busy, event: DialogBYE}              | unknown role \"UAX\", did you mean UAC?",
          "{state: Busy, event: DialogBYE, actoins: [SendBYE]}     | unknown key \"actoins\" in a row, did you mean actions?",
          "{state: Busy, event: DialogBYE, actions: [SendBye2]}    | unknown action \"SendBye2\", did you mean SendBYE?",
          "{state: Busy, event: DialogBYE, actions: SendBYE}       | actions must be a list",
          "{state: Busy, event: DialogBYE, actions: [{code: 200}]} | action must be a name or have a type",
          "{state: Busy, event: DialogBYE, actions: [{type: AnswerRequest, code: 2000}]} | code of AnswerRequest must be a SIP status, 100 to 699",
          "{state: Busy, event: DialogBYE, actions: [{type: SendBYE, code: 200}]} | unknown parameter \"code\" of SendBYE",
          "{state: Busy, event: DialogBYE, actions: [{type: SendSIPResponse, kode: 200}]} | unknown parameter \"kode\" of SendSIPResponse, did you mean code?",
          "{state: Busy, event: {type: DialogBYE, code: 1}}        | unknown parameter \"code\" of DialogBYE",
          "{state: Busy, event: DialogBYE, publish: [CalEstablished]}   | unknown publication \"CalEstablished\", did you mean CallEstablished?",
          "{state: Busy, event: DialogBYE, publish: [], publish_events: []} | a row has either publish_events or publish, they mean the same",
          "{state: Busy, event: DialogBYE, event: DialogACK}       | key \"event\" is already in line 12",
          "{state: Busy}                                           | a row needs an event",
          "{event: DialogBYE}                                      | a row needs a state",
          "just text                                               | a row must be a mapping of keys to values",
        })
    void namesLineAndNearestName(String row, String message) {
      assertThat(problemsWithRows(row)).containsExactly("test.yaml:12: " + message);
    }
  }

  @Nested
  class OfGuardsAndUpdates {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "guards: [IsBrigded]                                  | unknown guard \"IsBrigded\", did you mean IsBridged?",
          "guards: [wanted]                                     | unknown guard \"wanted\", did you mean Wanted?",
          "guards: [Tries]                                      | counter Tries needs an operator and a value",
          "guards: [{condition: Trys, value: 1}]                | unknown condition \"Trys\", did you mean Tries?",
          "guards: [{condition: Tries, operator: les_than, value: 1}] | unknown operator \"les_than\", did you mean less_than?",
          "guards: [{condition: Tries, operator: less_than}]    | counter Tries needs a value",
          "guards: [{condition: Tries, value: many}]            | Tries is a counter, its value must be a number within ±1000000",
          "guards: [{condition: Tries, value: 1000001}]         | Tries is a counter, its value must be a number within ±1000000",
          "guards: [{condition: Wanted, value: 1}]              | Wanted must be true or false",
          "guards: [{condition: Wanted, operator: less_than, value: true}] | Wanted is true or false, it has no less_than",
          "guards: [{condition: Wanted, valeu: true}]           | unknown key \"valeu\" in a guard, did you mean value?",
          "guards: [{not: {not: IsBridged}}]                    | not must have one guard that is not negated itself",
          "guards: [IsBridged, {not: IsBridged}]                | dead row: its guards can never hold together",
          "condition_updates: {Tires: 1}                        | unknown condition \"Tires\", did you mean Tries?",
          "condition_updates: {Tries: true}                     | Tries is a counter, its value must be a number within ±1000000",
          "condition_updates: {Wanted: {increment: 1}}          | increment needs a counter and a number, such as {increment: 1}",
          "condition_updates: {Tries: {increment: one}}         | increment needs a counter and a number, such as {increment: 1}",
          "condition_updates: [Tries]                           | condition_updates must be a mapping of keys to values",
        })
    void namesLineAndNearestName(String part, String message) {
      assertThat(problemsWithRows("{state: Busy, event: DialogBYE, " + part + "}"))
          .containsExactly("test.yaml:12: " + message);
    }
  }

  @Nested
  class OfTheFile {
    @Test
    void isReportedForTextThatIsNoYaml() {
      assertThat(problems("version: \"1.0\"\nstates: ["))
          .singleElement()
          .asString()
          .startsWith("test.yaml:2: no valid YAML: ");
      assertThat(problems("")).containsExactly("test.yaml:1: the file is empty");
      assertThat(problems("[".repeat(200_000)))
          .singleElement()
          .asString()
          .contains("no valid YAML");
    }

    @Test
    void isReportedForEveryMissingSection() {
      assertThat(problems("metadata: {author: me}"))
          .contains(
              "test.yaml:1: the table needs \"version\"",
              "test.yaml:1: the table needs \"states\"",
              "test.yaml:1: the table needs \"transitions\"");
    }

    @Test
    void isReportedForAnUnknownSection() {
      assertThat(problems(SMALL + "transitons: []\n"))
          .singleElement()
          .asString()
          .endsWith("unknown key \"transitons\" in the table, did you mean transitions?");
    }

    @ParameterizedTest
    @CsvSource({"3.0", "1", "one"})
    void isReportedForAForeignVersion(String version) {
      assertThat(problems(SMALL.replace("\"1.0\"", version)))
          .containsExactly(
              "test.yaml:1: version must be \"1.x\" or \"2.x\", is \"" + version + "\"");
    }

    @Test
    void isReportedForDeclarationsThatCollide() {
      assertThat(
              problems(
                  SMALL
                      .replace(
                          "conditions:",
                          "  - {name: Busy}\n  - {name: Any}\n  - {name: a b}\nconditions:")
                      .replace(
                          "transitions:",
                          "  - {name: Tries}\n  - {name: HasPeer}\n  - {default: x}\ntransitions:")))
          .containsExactly(
              "test.yaml:6: state Busy is already in line 4",
              "test.yaml:7: \"Any\" cannot be a state: rows use it for any state that is not final",
              "test.yaml:8: the name of a state must be a letter, then letters, digits or _",
              "test.yaml:12: condition Tries is declared twice",
              "test.yaml:13: condition HasPeer has the name of a guard",
              "test.yaml:14: a condition needs a name",
              "test.yaml:14: default must be true, false or a number within ±1000000");
    }

    @Test
    void isReportedWhenThereIsNoIdle() {
      assertThat(problems(SMALL.replace("Idle", "Start")))
          .containsExactly("test.yaml:1: the table needs a state Idle, where every session begins");
    }

    @Test
    void isReportedForOtherwiseThatIsMoreThanALastResort() {
      assertThat(
              problems(
                  SMALL.replace(
                      "  MakeCall: [{type: AnswerRequest, code: 481}]",
                      "  MakeCall: {next_state: Busy}\n  MakeCal: {}")))
          .containsExactly(
              "test.yaml:13: unknown key \"next_state\" in otherwise, known are actions,"
                  + " condition_updates, conditions, publish_events, publish, description",
              "test.yaml:14: unknown event \"MakeCal\", did you mean MakeCall?");
    }

    @Test
    void isReportedForTooMuch() {
      assertThat(problems(" ".repeat(Yaml.MAX_CHARACTERS + 1)))
          .containsExactly("test.yaml:1: the file must have at most 1048576 characters");
      assertThat(problems(HEAD + "transitions:\n" + "- {}\n".repeat(TableReader.MAX_ROWS + 1)))
          .contains("test.yaml:10: transitions must have at most 5000 entries");
      assertThat(problems(HEAD + "transitions:\n" + "- {}\n".repeat(TableReader.MAX_ROWS)))
          .hasSize(Problems.MAX);
      assertThat(
              problemsWithRows(
                  "{state: Busy, event: DialogBYE, actions: [" + "SendBYE,".repeat(33) + "]}"))
          .containsExactly("test.yaml:12: actions must have at most 32 entries");
    }
  }

  @Nested
  class OfTheWhole {
    @Test
    void isReportedForADuplicateWhateverTheOrderOfItsGuards() {
      assertThat(
              problemsWithRows(
                  "{state: Busy, event: DialogBYE, guards: [IsBridged, HasPeer]}",
                  "{state: Busy, event: DialogBYE, guards: [HasPeer, IsBridged]}"))
          .containsExactly("test.yaml:13: Both Busy DialogBYE is already in line 12");
    }

    @Test
    void isReportedForARowBehindAnUnguardedOne() {
      assertThat(
              problemsWithRows(
                  "{state: Busy, event: DialogBYE}",
                  "{state: Busy, event: DialogBYE, guards: [IsBridged]}"))
          .containsExactly(
              "test.yaml:13: dead row: Both Busy DialogBYE never applies, line 12 always wins before it");
    }

    @Test
    void isReportedForARowWhoseCasesAreAllTaken() {
      assertThat(
              problemsWithRows(
                  "{role: UAC, state: Busy, event: DialogBYE, guards: [IsBridged]}",
                  "{role: UAC, state: Busy, event: DialogBYE, guards: [{not: IsBridged}]}",
                  "{role: UAS, state: Busy, event: DialogBYE}",
                  "{role: Both, state: Busy, event: DialogBYE}"))
          .containsExactly(
              "test.yaml:15: dead row: Both Busy DialogBYE never applies, lines 12, 13, 14 leave it no case");
    }

    @Test
    void isReportedForAFinalStateThatIsLeft() {
      assertThat(problemsWithRows("{state: Done, event: MakeCall, next_state: Busy}"))
          .containsExactly(
              "test.yaml:12: Done is final, a row may leave it to Idle only, not to Busy");
    }

    @Test
    void isReportedForAStateThatNothingLeadsTo() {
      assertThat(problems(SMALL.replace("next_state: Done", "next_state: Idle")))
          .containsExactly("test.yaml:5: state Done can never be reached from Idle");
    }

    @Test
    void isReportedForAStateWithoutWayOut() {
      assertThat(problems(SMALL.replace("role: Both, state: Busy", "role: UAC, state: Busy")))
          .containsExactly(
              "test.yaml:4: state Busy has no way out for UAS; is final: true missing?");
    }

    @Test
    void isReportedForEventsWithoutOutcomeInFewLines() {
      assertThat(
              problems(
                  SMALL
                      .replaceFirst("  PeerRinging: .*\n", "")
                      .replaceFirst("  PeerAnswered: .*\n", "")
                      .replaceFirst("  HangupCall: .*\n", "")))
          .containsExactly(
              "test.yaml:10: no outcome for HangupCall: UAC, UAS in Idle",
              "test.yaml:10: no outcome for PeerRinging, PeerAnswered: UAC, UAS in every state that is not final");
    }

    @Test
    void isReportedForGuardsThatLeaveACaseOpen() {
      String row = "{role: UAC, state: Any, event: PeerRinging, guards: [HasPeer]}";

      assertThat(problems(Tables.yamlWithRows(row).replaceFirst("  PeerRinging: .*\n", "")))
          .containsExactly(
              "test.yaml:10: no outcome for PeerRinging: UAC, UAS in every state that is not final"
                  + " (guards of line 12 do not cover every case)");
    }

    @Test
    void takesRowsForSessionsBetweenTwoAsRowsOfBothSides() {
      String gateway = HEAD + ROWS.replace("Both", "B2BUA") + OTHERWISE;
      assertThat(Tables.parse(gateway).possibleEvents(Role.UAS, 0)).hasSize(1);

      assertThat(problems(gateway.replace("B2BUA, state: Busy", "UAC, state: Busy")))
          .containsExactly(
              "test.yaml:4: state Busy has no way out for UAS; is final: true missing?");
    }

    @Test
    void triesNoMoreCasesThanItCan() {
      // Covered in truth, but by more cases than are tried: an unguarded row is asked for.
      String values =
          IntStream.range(0, Coverage.MAX_CASES / 3)
              .map(i -> i * 3)
              .mapToObj(i ->
                  "{state: Busy, event: DialogBYE, guards: [{condition: Tries, value: " + i + "}]}")
              .collect(Collectors.joining("\n  - "));
      String[] rows = {
        values,
        "{state: Busy, event: DialogBYE, guards: [HasPeer]}",
        "{state: Busy, event: DialogBYE, guards: [{not: HasPeer}]}",
      };
      String yaml = Tables.yamlWithRows(rows).replaceFirst("  DialogBYE: .*\n", "");

      assertThat(problems(yaml)).singleElement().asString().contains("no outcome for DialogBYE");
    }

    @Test
    void waitsUntilEveryRowCanBeRead() {
      assertThat(problems(HEAD + ROWS.replace("next_state: Busy", "next_state: Buzy")))
          .containsExactly("test.yaml:10: unknown state \"Buzy\", did you mean Busy?");
    }

    @Test
    void comesAllAtOnceInTheOrderOfTheFile() {
      assertThat(
              problems(
                  Tables.yamlWithRows(
                          "{state: Busy, event: Boom, guards: [Nope], actions: [Jump]}",
                          "{state: Busy, event: DialogBYE}",
                          "{state: Busy, event: DialogBYE}")
                      .replace("final: true", "finale: true")))
          .containsExactly(
              "test.yaml:5: unknown key \"finale\" in a state, did you mean final?",
              "test.yaml:12: unknown event \"Boom\"",
              "test.yaml:12: unknown guard \"Nope\"",
              "test.yaml:12: unknown action \"Jump\"",
              "test.yaml:14: Both Busy DialogBYE is already in line 13");
    }
  }

  @Test
  void theTablesOfThisTestAreFineBefore() {
    assertThat(Tables.parse(HEAD + ROWS + OTHERWISE).states()).hasSize(3);
  }
}
