package dev.tandem.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TypedTest {
  /// Takes a code for certain and a reason if there is one.
  enum Answering implements Word {
    ANSWER;

    @Override
    public String yaml() {
      return "Answer";
    }

    @Override
    public String meaning() {
      return "answer";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.required(Parameter.Kind.CODE), Parameter.optional(Parameter.Kind.REASON));
    }
  }

  final Problems problems = new Problems("test.yaml");

  @Test
  void readsParametersBesideTheTypeOrBelowParams() {
    var expected = Map.of(Parameter.Kind.CODE, "200", Parameter.Kind.REASON, "OK");

    assertThat(parameters("{type: Answer, code: 200, reason: OK}")).isEqualTo(expected);
    assertThat(parameters("{type: Answer, params: {code: 200, reason: OK}}")).isEqualTo(expected);
    assertThat(problems.count()).isZero();
  }

  @Test
  void needsWhatIsMandatory() {
    parameters("{type: Answer, reason: OK}");

    assertThat(catchThrowableOfType(InvalidTable.class, problems::throwIfAny))
        .hasMessage("test.yaml:1: Answer needs the parameter code");
  }

  @Test
  void refusesTextThatWouldBreakAMessage() {
    parameters("{type: Answer, code: 200, reason: \"OK\\r\\nEvil: yes\"}");

    assertThat(catchThrowableOfType(InvalidTable.class, problems::throwIfAny))
        .hasMessage("test.yaml:1: reason of Answer must be a reason phrase");
  }

  private Map<Parameter.Kind, String> parameters(String text) {
    var yaml = new Yaml(problems);
    var node = yaml.compose(text);
    assertThat(node).isNotNull();
    Typed typed = node == null ? null : Typed.read(yaml, problems, node, "action");
    return typed == null ? Map.of() : typed.parameters(problems, Answering.ANSWER);
  }
}
