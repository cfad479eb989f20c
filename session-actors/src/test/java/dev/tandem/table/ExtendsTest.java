package dev.tandem.table;

import static dev.tandem.table.Tables.problems;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ExtendsTest {
  private static final String HEAD = "version: \"1.0\"\nextends: default\n";

  private static StateTable with(String row) {
    return Tables.parse(HEAD + "transitions:\n  - " + row + "\n");
  }

  private static Row first(StateTable table, Role role, String state, TableEvent event) {
    return table.match(role, table.stateIndex(state), event, _ -> true);
  }

  @Test
  void rowsOfTheFileAreTriedBeforeThoseItIsBuiltOn() {
    StateTable table =
        with("{role: UAC, state: Ringing, event: Dialog4xxFailure, next_state: Failed}");

    Row own = first(table, Role.UAC, "Ringing", TableEvent.DIALOG_4XX_FAILURE);
    Row other = first(table, Role.UAC, "EarlyMedia", TableEvent.DIALOG_4XX_FAILURE);

    assertThat(own.source()).isEqualTo("test.yaml");
    assertThat(own.line()).isEqualTo(4);
    assertThat(other.source()).isEqualTo("default.yaml");
  }

  @Test
  void aRowForAnyStateComesBeforeEveryRowBelow() {
    for (String any : new String[] {"Any", "\"*\""}) {
      StateTable table = with("{role: Both, state: " + any + ", event: DialogBYE}");

      assertThat(first(table, Role.UAS, "Active", TableEvent.DIALOG_BYE).source())
          .isEqualTo("test.yaml");
      assertThat(first(table, Role.UAS, "Terminated", TableEvent.DIALOG_BYE).source())
          .as("not in a final state")
          .isEqualTo("default.yaml");
    }
  }

  @Test
  void rowsForSessionsBetweenTwoNeedAPeerAndComeFirst() {
    StateTable table = with("{role: B2BUA, state: Active, event: DialogBYE}");
    int active = table.stateIndex("Active");

    Row alone =
        table.match(
            Role.UAS,
            active,
            TableEvent.DIALOG_BYE,
            guard -> !guard.equals(new Guard.Fact(TableGuard.HAS_PEER)));

    assertThat(first(table, Role.UAS, "Active", TableEvent.DIALOG_BYE).line()).isEqualTo(4);
    assertThat(first(table, Role.UAC, "Active", TableEvent.DIALOG_BYE).line()).isEqualTo(4);
    assertThat(alone.source()).isEqualTo("default.yaml");
  }

  @Test
  void itsOwnLastResortsReplaceThoseBelow() {
    StateTable table =
        Tables.parse(
            HEAD
                + "transitions: []\notherwise:\n  InfoReceived: [{type: AnswerRequest, code: 405}]\n");

    assertThat(first(table, Role.UAS, "Terminating", TableEvent.INFO_RECEIVED).source())
        .isEqualTo("test.yaml");
    assertThat(first(table, Role.UAS, "Terminating", TableEvent.OTHER_REQUEST_RECEIVED).source())
        .isEqualTo("default.yaml");
  }

  @Test
  void aChangedBaseIsAnotherTable() {
    String rows = "transitions: []\n";
    StateTable onDefault = Tables.parse(HEAD + rows);
    StateTable onGateway = Tables.parse("version: \"1.0\"\nextends: gateway\n" + rows);

    assertThat(onDefault.id()).isNotEqualTo(onGateway.id());
    assertThat(onGateway.rows().size()).isGreaterThan(onDefault.rows().size());
  }

  @Test
  void whatIsWrongIsSaidAsStrictlyAsInATableOfItsOwn() {
    assertThat(problems("version: \"1.0\"\nextends: defualt\ntransitions: []\n"))
        .contains("test.yaml:2: unknown table \"defualt\", did you mean default?");
    assertThat(problems(HEAD + "states: [{name: Lonely}]\ntransitions: []\n"))
        .containsExactly("test.yaml:3: state Lonely can never be reached from Idle");
    assertThat(problems(HEAD + "states: [{name: Active}]\ntransitions: []\n").getFirst())
        .matches("test.yaml:3: state Active is already in line \\d+ of default.yaml");
    assertThat(
            problems(
                HEAD
                    + "transitions:\n"
                    + "  - {state: Active, event: DialogBYE}\n"
                    + "  - {state: Active, event: DialogBYE, actions: [SendBYE]}\n"))
        .containsExactly("test.yaml:5: Both Active DialogBYE is already in line 4");
    assertThat(
            problems(
                HEAD
                    + "states: [{name: Stuck}]\ntransitions:\n"
                    + "  - {state: Active, event: HoldCall, next_state: Stuck}\n"))
        .containsExactly(
            "test.yaml:3: state Stuck has no way out for UAC, UAS; is final: true missing?");
  }
}
