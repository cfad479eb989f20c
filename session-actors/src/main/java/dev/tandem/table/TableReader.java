package dev.tandem.table;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads a file into a [Draft]: everything that can be said about one place of the text is checked
/// here. Reads on after a problem, so that all are found at once.
final class TableReader {
  static final int MAX_STATES = 200;
  static final int MAX_ROWS = 5000;
  static final int MAX_CONDITIONS = 100;

  private static final List<String> KEYS =
      List.of("version", "metadata", "extends", "states", "conditions", "transitions", "otherwise");

  private final Problems problems;
  private final Yaml yaml;
  private final Vocabulary vocabulary = new Vocabulary();
  private final List<State> states = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();
  private final List<PlacedRow> rows = new ArrayList<>();
  private final Map<TableEvent, Row> otherwise = new EnumMap<>(TableEvent.class);
  private int transitionsLine = 1;
  private int ownStates;
  private @Nullable StateTable base;

  TableReader(Problems problems) {
    this.problems = problems;
    this.yaml = new Yaml(problems);
  }

  Draft read(String text) {
    Node root = yaml.compose(text);
    if (root != null) {
      readTable(root);
    }
    return new Draft(states, conditions, rows, otherwise, ownStates, transitionsLine);
  }

  /// The table this one is built on, null for none.
  @Nullable StateTable base() {
    return base;
  }

  private void readTable(Node root) {
    Map<String, Node> table = yaml.mapping(root, "the table", KEYS);
    Node extended = table.get("extends");
    if (extended != null) {
      readBase(extended);
    }
    List<String> needed =
        extended == null
            ? List.of("version", "states", "transitions")
            : List.of("version", "transitions");
    for (String key : needed) {
      if (!table.containsKey(key)) {
        problems.add(root, "the table needs \"" + key + "\"");
      }
    }
    readVersion(table.get("version"));
    Node metadata = table.get("metadata");
    if (metadata != null) {
      yaml.mapping(metadata, "metadata");
    }
    each(table.get("states"), "states", MAX_STATES, this::readState);
    each(table.get("conditions"), "conditions", MAX_CONDITIONS, this::readCondition);
    var rowReader = new RowReader(yaml, problems, vocabulary);
    Node transitions = table.get("transitions");
    if (transitions != null) {
      transitionsLine = Problems.line(transitions);
    }
    each(transitions, "transitions", MAX_ROWS, node -> readRow(rowReader, node));
    Node last = table.get("otherwise");
    if (last != null) {
      readOtherwise(rowReader, last);
    }
  }

  /// The base is right by itself: what is wrong from now on is of this file.
  private void readBase(Node node) {
    String name = yaml.text(node, "extends");
    if (name == null) {
      return;
    }
    StateTable found = ShippedTables.find(name);
    if (found == null) {
      problems.add(node, Names.unknown("table", name, ShippedTables.NAMES));
      return;
    }
    base = found;
    Draft draft = found.draft();
    for (State state : draft.states()) {
      vocabulary.states.put(state.name(), states.size());
      states.add(state);
    }
    for (Condition condition : draft.conditions()) {
      vocabulary.conditionIndexes.put(condition.name(), conditions.size());
      vocabulary.conditions.put(condition.name(), condition);
      conditions.add(condition);
    }
    ownStates = states.size();
    draft.rows().forEach(row -> rows.add(row.below()));
    otherwise.putAll(draft.otherwise());
  }

  private void readVersion(@Nullable Node node) {
    if (node == null) {
      return;
    }
    String version = yaml.text(node, "version");
    if (version != null && !version.matches("[12]\\.\\d{1,4}(\\.\\d{1,4})?")) {
      problems.add(node, "version must be \"1.x\" or \"2.x\", is \"" + version + "\"");
    }
  }

  private void readState(Node node) {
    Map<String, Node> entry =
        yaml.mapping(node, "a state", List.of("name", "description", "final"));
    String name = yaml.declaredName(node, entry.get("name"), "a state");
    String description = yaml.optionalText(entry.get("description"), "description");
    boolean isFinal = yaml.flag(entry.get("final"), "final");
    if (name == null) {
      return;
    }
    if (name.equals(RowReader.ANY)) {
      problems.add(node, "\"Any\" cannot be a state: rows use it for any state that is not final");
    } else if (vocabulary.states.containsKey(name)) {
      int index = vocabulary.states.get(name);
      StateTable of = index < ownStates ? base : null;
      String where = of == null ? "" : " of " + of.source();
      problems.add(
          node, "state " + name + " is already in line " + states.get(index).line() + where);
    } else {
      vocabulary.states.put(name, states.size());
      states.add(new State(name, description, isFinal, Problems.line(node)));
    }
  }

  private void readCondition(Node node) {
    Map<String, Node> entry =
        yaml.mapping(node, "a condition", List.of("name", "description", "default"));
    String name = yaml.declaredName(node, entry.get("name"), "a condition");
    String description = yaml.optionalText(entry.get("description"), "description");
    Node initial = entry.get("default");
    Integer number = initial == null ? null : Yaml.number(initial);
    if (initial != null && number == null && !Yaml.isFlag(initial)) {
      problems.add(initial, "default must be true, false or a number within ±" + Condition.LIMIT);
    }
    if (name == null) {
      return;
    }
    if (vocabulary.guards.containsKey(name)) {
      problems.add(node, "condition " + name + " has the name of a guard");
    } else if (vocabulary.conditions.containsKey(name)) {
      problems.add(node, "condition " + name + " is declared twice");
    } else {
      int value = initial != null && Yaml.flagOf(initial) ? 1 : 0;
      var condition =
          new Condition(name, description, number != null, number != null ? number : value);
      vocabulary.conditionIndexes.put(name, conditions.size());
      vocabulary.conditions.put(name, condition);
      conditions.add(condition);
    }
  }

  private void readRow(RowReader reader, Node node) {
    PlacedRow row = reader.placedRow(node);
    if (row != null) {
      rows.add(row);
    }
  }

  private void readOtherwise(RowReader reader, Node node) {
    for (var entry : yaml.mapping(node, "otherwise").entrySet()) {
      TableEvent event = reader.event(entry.getKey(), entry.getKey().getValue());
      Row row = reader.lastResort(entry.getKey(), entry.getValue());
      if (event != null && row != null) {
        otherwise.put(event, row);
      }
    }
  }

  private void each(@Nullable Node node, String what, int limit, Consumer<Node> read) {
    List<Node> entries = yaml.sequence(node, what);
    if (node != null && entries.size() > limit) {
      problems.add(node, what + " must have at most " + limit + " entries");
      return;
    }
    entries.forEach(read);
  }

  /// The names that rows may use.
  static final class Vocabulary {
    final Map<String, Integer> states = new HashMap<>();
    final Map<String, Condition> conditions = new HashMap<>();
    final Map<String, Integer> conditionIndexes = new HashMap<>();
    final Map<String, TableEvent> events = Names.index(TableEvent.values());
    final Map<String, TableGuard> guards = Names.index(TableGuard.values());
    final Map<String, TableAction> actions = Names.index(TableAction.values());
    final Map<String, Publication> publications = Names.index(Publication.values());
    final Map<String, Role> roles = Names.index(Role.values());
    final Map<String, Operator> operators = Names.index(Operator.values());
  }
}
