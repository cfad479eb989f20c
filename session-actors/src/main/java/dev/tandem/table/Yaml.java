package dev.tandem.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// YAML nodes with their lines. What does not have the expected shape is noted as a problem and
/// read as absent.
final class Yaml {
  static final int MAX_CHARACTERS = 1024 * 1024;
  private static final int NAME_LIMIT = 64;

  private final Problems problems;

  Yaml(Problems problems) {
    this.problems = problems;
  }

  /// Null when the text is no YAML or empty; the problem is noted.
  @Nullable Node compose(String text) {
    if (text.length() > MAX_CHARACTERS) {
      problems.add(1, "the file must have at most " + MAX_CHARACTERS + " characters");
      return null;
    }
    try {
      var settings = LoadSettings.builder().setUseMarks(true).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        problems.add(1, "the file is empty");
      }
      return root.orElse(null);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(line, "no valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(1, "no valid YAML: " + e.getMessage());
    } catch (StackOverflowError _) { // the composer recurses into what is nested
      problems.add(1, "no valid YAML: nested too deeply");
    }
    return null;
  }

  /// The entries of a mapping that have a value. Keys that are not allowed there are problems.
  Map<String, Node> mapping(Node node, String what, Collection<String> keys) {
    var entries = new LinkedHashMap<String, Node>();
    for (var entry : mapping(node, what).entrySet()) {
      String key = entry.getKey().getValue();
      if (!keys.contains(key)) {
        problems.add(entry.getKey(), Names.unknown("key", key, " in " + what, keys));
      } else if (!isEmpty(entry.getValue())) {
        entries.put(key, entry.getValue());
      }
    }
    return entries;
  }

  /// The entries of a mapping with any keys. A key that is there twice is a problem.
  Map<ScalarNode, Node> mapping(Node node, String what) {
    var entries = new LinkedHashMap<ScalarNode, Node>();
    var seen = new LinkedHashMap<String, Integer>();
    if (!(node instanceof MappingNode mapping)) {
      problems.add(node, what + " must be a mapping of keys to values");
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(tuple.getKeyNode(), "a key of " + what + " must be plain text");
        continue;
      }
      Integer before = seen.putIfAbsent(key.getValue(), Problems.line(key));
      if (before != null) {
        problems.add(key, "key \"" + key.getValue() + "\" is already in line " + before);
      } else {
        entries.put(key, tuple.getValueNode());
      }
    }
    return entries;
  }

  /// Empty when there is none.
  List<Node> sequence(@Nullable Node node, String what) {
    if (node == null) {
      return List.of();
    }
    if (node instanceof SequenceNode sequence) {
      return new ArrayList<>(sequence.getValue());
    }
    problems.add(node, what + " must be a list");
    return List.of();
  }

  /// Null, with a problem, unless the node is a scalar with text.
  @Nullable String text(Node node, String what) {
    if (node instanceof ScalarNode scalar && !isEmpty(node)) {
      return scalar.getValue();
    }
    problems.add(node, what + " must be plain text");
    return null;
  }

  /// As [#text], empty when the node is absent.
  String optionalText(@Nullable Node node, String what) {
    if (node == null) {
      return "";
    }
    String text = text(node, what);
    return text == null ? "" : text;
  }

  /// A name that a table declares: letters, digits and `_`, so that diagrams can use it as it is.
  @Nullable String declaredName(Node owner, @Nullable Node node, String what) {
    if (node == null) {
      problems.add(owner, what + " needs a name");
      return null;
    }
    String name = text(node, "the name of " + what);
    if (name == null) {
      return null;
    }
    if (name.length() > NAME_LIMIT || !name.matches("[A-Za-z][A-Za-z0-9_]*")) {
      problems.add(node, "the name of " + what + " must be a letter, then letters, digits or _");
      return null;
    }
    return name;
  }

  boolean flag(@Nullable Node node, String what) {
    if (node == null) {
      return false;
    }
    if (isFlag(node)) {
      return flagOf(node);
    }
    problems.add(node, what + " must be true or false");
    return false;
  }

  static boolean isFlag(Node node) {
    return node instanceof ScalarNode scalar
        && (scalar.getValue().equals("true") || scalar.getValue().equals("false"));
  }

  static boolean flagOf(Node node) {
    return node instanceof ScalarNode scalar && scalar.getValue().equals("true");
  }

  /// Null unless the node is a whole number within [Condition#LIMIT].
  static @Nullable Integer number(Node node) {
    if (!(node instanceof ScalarNode scalar) || !scalar.getValue().matches("-?\\d{1,7}")) {
      return null;
    }
    int value = Integer.parseInt(scalar.getValue());
    return Math.abs(value) <= Condition.LIMIT ? value : null;
  }

  /// A key without a value.
  private static boolean isEmpty(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
