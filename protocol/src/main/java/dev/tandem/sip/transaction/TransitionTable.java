package dev.tandem.sip.transaction;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A state machine as rows. Immutable once in use; rows keep their order for the diagram.
public final class TransitionTable<S extends Enum<S>, I extends Enum<I>, O extends Enum<O>> {
  /// One arrow of the figure.
  public record Row<S, I, O>(S state, I input, S next, O output) {}

  private final String name;
  private final S initial;
  private final Class<I> inputs;
  private final Map<S, Map<I, Row<S, I, O>>> byState;
  private final List<Row<S, I, O>> rows = new ArrayList<>();

  private TransitionTable(String name, S initial, Class<I> inputs) {
    this.name = name;
    this.initial = initial;
    this.inputs = inputs;
    this.byState = new EnumMap<>(initial.getDeclaringClass());
  }

  static <S extends Enum<S>, I extends Enum<I>, O extends Enum<O>> TransitionTable<S, I, O> of(
      String name, S initial, Class<I> inputs) {
    return new TransitionTable<>(name, initial, inputs);
  }

  TransitionTable<S, I, O> row(S state, I input, S next, O output) {
    var row = new Row<S, I, O>(state, input, next, output);
    var ofState = byState.computeIfAbsent(state, _ -> new EnumMap<>(inputs));
    if (ofState.put(input, row) != null) {
      throw new IllegalArgumentException(name + " has two rows for " + state + " on " + input);
    }
    rows.add(row);
    return this;
  }

  /// Null when the figure has no arrow: the input is ignored in that state.
  @Nullable Row<S, I, O> step(S state, I input) {
    var ofState = byState.get(state);
    return ofState == null ? null : ofState.get(input);
  }

  S initial() {
    return initial;
  }

  public String name() {
    return name;
  }

  public List<Row<S, I, O>> rows() {
    return List.copyOf(rows);
  }

  /// A Mermaid state diagram.
  public String toMermaid() {
    var text = new StringBuilder("stateDiagram-v2\n  [*] --> " + initial + "\n");
    for (Row<S, I, O> row : rows) {
      text.append("  ").append(row.state()).append(" --> ").append(row.next());
      text.append(" : ").append(row.input()).append(" / ").append(row.output()).append('\n');
    }
    return text.toString();
  }
}
