package dev.tandem.table;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A name that may have parameters: `SendBYE`, or `{type: AnswerRequest, code: 200}`, or the same
/// with the parameters below `params`.
///
/// @param at where the name stands
/// @param values parameters as written, by name
record Typed(Node at, String name, Map<String, Node> values) {

  /// Null, with a problem, when the node is neither.
  static @Nullable Typed read(Yaml yaml, Problems problems, Node node, String what) {
    if (node instanceof ScalarNode) {
      String name = yaml.text(node, what);
      return name == null ? null : new Typed(node, name, Map.of());
    }
    Node type = null;
    var values = new LinkedHashMap<String, Node>();
    for (var entry : yaml.mapping(node, what).entrySet()) {
      switch (entry.getKey().getValue()) {
        case "type" -> type = entry.getValue();
        case "params" ->
            yaml.mapping(entry.getValue(), "params")
                .forEach((key, value) -> values.put(key.getValue(), value));
        default -> values.put(entry.getKey().getValue(), entry.getValue());
      }
    }
    if (type == null) {
      problems.add(node, what + " must be a name or have a type");
      return null;
    }
    String name = yaml.text(type, "type");
    return name == null ? null : new Typed(type, name, values);
  }

  /// The parameters that `word` takes. Others, wrong values and missing ones are problems.
  Map<Parameter.Kind, String> parameters(Problems problems, Word word) {
    var read = new EnumMap<Parameter.Kind, String>(Parameter.Kind.class);
    List<String> known = word.parameters().stream().map(it -> it.kind().yaml()).toList();
    values.forEach((key, value) -> {
      if (!known.contains(key)) {
        problems.add(value, Names.unknown("parameter", key, " of " + word.yaml(), known));
      }
    });
    for (Parameter parameter : word.parameters()) {
      Node value = values.get(parameter.kind().yaml());
      if (value != null) {
        read(problems, word, parameter.kind(), value, read);
      } else if (parameter.mandatory()) {
        problems.add(at, word.yaml() + " needs the parameter " + parameter.kind().yaml());
      }
    }
    return read;
  }

  private static void read(
      Problems problems,
      Word word,
      Parameter.Kind kind,
      Node value,
      Map<Parameter.Kind, String> read) {
    if (value instanceof ScalarNode scalar && kind.accepts(scalar.getValue())) {
      read.put(kind, scalar.getValue());
    } else {
      problems.add(value, kind.yaml() + " of " + word.yaml() + " must be " + kind.meaning());
    }
  }
}
