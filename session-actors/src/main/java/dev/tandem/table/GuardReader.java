package dev.tandem.table;

import dev.tandem.table.TableReader.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads what has to do with conditions: guards and updates.
final class GuardReader {
  private static final List<String> COMPARE_KEYS = List.of("condition", "operator", "value");

  private final Yaml yaml;
  private final Problems problems;
  private final Vocabulary words;

  GuardReader(Yaml yaml, Problems problems, Vocabulary words) {
    this.yaml = yaml;
    this.problems = problems;
    this.words = words;
  }

  List<Guard> read(List<Node> nodes) {
    var guards = new ArrayList<Guard>();
    for (Node node : nodes) {
      Guard guard = guard(node);
      if (guard != null) {
        guards.add(guard);
      }
    }
    return guards;
  }

  private @Nullable Guard guard(Node node) {
    if (!hasKey(node, "not")) {
      return plain(node);
    }
    Node negated = yaml.mapping(node, "a guard", List.of("not")).get("not");
    if (negated == null || hasKey(negated, "not")) {
      problems.add(node, "not must have one guard that is not negated itself");
      return null;
    }
    Guard guard = plain(negated);
    return guard == null ? null : new Guard.Not(guard);
  }

  private @Nullable Guard plain(Node node) {
    if (hasKey(node, "condition")) {
      return compare(node);
    }
    Typed typed = Typed.read(yaml, problems, node, "guard");
    if (typed == null) {
      return null;
    }
    TableGuard fact = words.guards.get(typed.name());
    if (fact != null) {
      typed.parameters(problems, fact);
      return new Guard.Fact(fact);
    }
    Condition flag = words.conditions.get(typed.name());
    if (flag == null) {
      var known = new LinkedHashSet<>(words.guards.keySet());
      known.addAll(words.conditions.keySet());
      problems.add(typed.at(), Names.unknown("guard", typed.name(), known));
      return null;
    }
    if (flag.counter()) {
      problems.add(typed.at(), "counter " + flag.name() + " needs an operator and a value");
      return null;
    }
    return compare(flag, Operator.EQUALS, 1);
  }

  private @Nullable Guard compare(Node node) {
    Map<String, Node> entry = yaml.mapping(node, "a guard", COMPARE_KEYS);
    Node name = entry.get("condition");
    Condition condition = name == null ? null : condition(name, yaml.text(name, "condition"));
    Operator operator = operator(entry.get("operator"));
    Node value = entry.get("value");
    if (condition == null || operator == null) {
      return null;
    }
    if (!condition.counter() && operator.isOrdering()) {
      problems.add(node, condition.name() + " is true or false, it has no " + operator.yaml());
      return null;
    }
    if (value == null && condition.counter()) {
      problems.add(node, "counter " + condition.name() + " needs a value");
      return null;
    }
    Integer number = value == null ? Integer.valueOf(1) : value(condition, value);
    return number == null ? null : compare(condition, operator, number);
  }

  private Guard compare(Condition condition, Operator operator, int value) {
    return new Guard.Compare(index(condition), condition.name(), operator, value);
  }

  List<ConditionUpdate> updates(@Nullable Node node) {
    var updates = new ArrayList<ConditionUpdate>();
    if (node == null) {
      return updates;
    }
    yaml.mapping(node, "condition_updates")
        .forEach((key, value) -> {
          Condition condition = condition(key, key.getValue());
          ConditionUpdate update = condition == null ? null : update(condition, value);
          if (update != null) {
            updates.add(update);
          }
        });
    return updates;
  }

  private @Nullable ConditionUpdate update(Condition condition, Node value) {
    if (!hasKey(value, "increment")) {
      Integer set = value(condition, value);
      return set == null
          ? null
          : new ConditionUpdate(index(condition), condition.name(), false, set);
    }
    Node step = yaml.mapping(value, "an update", List.of("increment")).get("increment");
    Integer number = step == null ? null : Yaml.number(step);
    if (number == null || !condition.counter()) {
      problems.add(value, "increment needs a counter and a number, such as {increment: 1}");
      return null;
    }
    return new ConditionUpdate(index(condition), condition.name(), true, number);
  }

  /// Null, with a problem, when the value does not fit the condition.
  private @Nullable Integer value(Condition condition, Node node) {
    if (condition.counter()) {
      Integer number = Yaml.number(node);
      if (number == null) {
        String range = "a number within ±" + Condition.LIMIT;
        problems.add(node, condition.name() + " is a counter, its value must be " + range);
      }
      return number;
    }
    if (!Yaml.isFlag(node)) {
      problems.add(node, condition.name() + " must be true or false");
      return null;
    }
    return Yaml.flagOf(node) ? 1 : 0;
  }

  private @Nullable Condition condition(Node at, @Nullable String name) {
    Condition condition = name == null ? null : words.conditions.get(name);
    if (name != null && condition == null) {
      var known = new TreeSet<>(words.conditions.keySet());
      problems.add(at, Names.unknown("condition", name, known));
    }
    return condition;
  }

  /// `LessThan` is the same as `less_than`: both spellings are in use.
  private @Nullable Operator operator(@Nullable Node node) {
    if (node == null) {
      return Operator.EQUALS;
    }
    String name = yaml.text(node, "operator");
    if (name == null) {
      return null;
    }
    for (Operator operator : Operator.values()) {
      if (plainName(operator.yaml()).equals(plainName(name))) {
        return operator;
      }
    }
    problems.add(node, Names.unknown("operator", name, words.operators.keySet()));
    return null;
  }

  private static String plainName(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private int index(Condition condition) {
    return words.conditionIndexes.getOrDefault(condition.name(), -1);
  }

  private static boolean hasKey(Node node, String name) {
    return node instanceof MappingNode mapping
        && mapping.getValue().stream()
            .anyMatch(tuple ->
                tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name));
  }
}
