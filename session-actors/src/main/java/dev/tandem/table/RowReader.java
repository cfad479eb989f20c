package dev.tandem.table;

import dev.tandem.table.TableReader.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads rows. A row with a problem is read to its end, so that all its problems show, and left
/// out.
final class RowReader {
  static final String ANY = "Any";
  private static final String ANY_SIGN = "*";
  private static final int MAX_LIST = 32;

  private static final List<String> KEYS =
      List.of(
          "role",
          "state",
          "event",
          "guards",
          "actions",
          "next_state",
          "condition_updates",
          "conditions",
          "publish_events",
          "publish",
          "description");
  private static final List<String> LAST_RESORT_KEYS =
      List.of(
          "actions", "condition_updates", "conditions", "publish_events", "publish", "description");

  private final Yaml yaml;
  private final Problems problems;
  private final Vocabulary words;
  private final GuardReader guards;

  RowReader(Yaml yaml, Problems problems, Vocabulary words) {
    this.yaml = yaml;
    this.problems = problems;
    this.words = words;
    this.guards = new GuardReader(yaml, problems, words);
  }

  /// Null when the row has a problem.
  @Nullable PlacedRow placedRow(Node node) {
    int before = problems.count();
    Map<String, Node> entry = yaml.mapping(node, "a row", KEYS);
    if (entry.isEmpty() && problems.count() > before) {
      return null; // nothing of it is a row: one problem says enough
    }
    Role role = role(entry.get("role"));
    int state = fromState(node, entry.get("state"));
    TableEvent event = event(node, entry.get("event"));
    int next = nextState(entry.get("next_state"));
    Row row = row(node, entry, next, role == Role.B2BUA);
    if (event == null || problems.count() > before) {
      return null;
    }
    return new PlacedRow(role, state, event, row, 0);
  }

  /// What happens when no row applies, null when it has a problem. A list is one of actions.
  @Nullable Row lastResort(Node key, Node node) {
    int before = problems.count();
    Map<String, Node> entry =
        node instanceof SequenceNode
            ? Map.of("actions", node)
            : yaml.mapping(node, "otherwise", LAST_RESORT_KEYS);
    Row row = row(key, entry, Row.SAME_STATE, false);
    return problems.count() > before ? null : row;
  }

  @Nullable TableEvent event(Node at, String name) {
    TableEvent event = words.events.get(name);
    if (event == null) {
      problems.add(at, Names.unknown("event", name, words.events.keySet()));
    }
    return event;
  }

  /// @param between whether the row is for sessions with another leg
  private Row row(Node node, Map<String, Node> entry, int next, boolean between) {
    List<Guard> read = guards.read(limited(entry.get("guards"), "guards"));
    return new Row(
        problems.source(),
        Problems.line(node),
        between ? betweenTwo(read) : read,
        actions(limited(entry.get("actions"), "actions")),
        next,
        guards.updates(either(entry, "condition_updates", "conditions")),
        publications(limited(either(entry, "publish_events", "publish"), "publish_events")));
  }

  private static List<Guard> betweenTwo(List<Guard> guards) {
    var hasPeer = new Guard.Fact(TableGuard.HAS_PEER);
    if (guards.contains(hasPeer)) {
      return guards;
    }
    var all = new ArrayList<Guard>();
    all.add(hasPeer);
    all.addAll(guards);
    return all;
  }

  private Role role(@Nullable Node node) {
    if (node == null) {
      return Role.BOTH;
    }
    String name = yaml.text(node, "role");
    Role role = name == null ? Role.BOTH : words.roles.get(name);
    if (name != null && role == null) {
      problems.add(node, Names.unknown("role", name, words.roles.keySet()));
    }
    return role == null ? Role.BOTH : role;
  }

  private int fromState(Node row, @Nullable Node node) {
    if (node == null) {
      problems.add(row, "a row needs a state");
      return PlacedRow.ANY_STATE;
    }
    String name = yaml.text(node, "state");
    if (name == null || name.equals(ANY) || name.equals(ANY_SIGN)) {
      return PlacedRow.ANY_STATE;
    }
    return state(node, name);
  }

  private int nextState(@Nullable Node node) {
    if (node == null) {
      return Row.SAME_STATE;
    }
    String name = yaml.text(node, "next_state");
    return name == null ? Row.SAME_STATE : state(node, name);
  }

  private int state(Node at, String name) {
    Integer index = words.states.get(name);
    if (index == null) {
      problems.add(at, Names.unknown("state", name, new TreeSet<>(words.states.keySet())));
      return Row.SAME_STATE;
    }
    return index;
  }

  private @Nullable TableEvent event(Node row, @Nullable Node node) {
    if (node == null) {
      problems.add(row, "a row needs an event");
      return null;
    }
    Typed typed = Typed.read(yaml, problems, node, "event");
    TableEvent event = typed == null ? null : event(typed.at(), typed.name());
    if (typed != null && event != null) {
      typed.parameters(problems, event);
    }
    return event;
  }

  private List<Action> actions(List<Node> nodes) {
    var actions = new ArrayList<Action>();
    for (Node node : nodes) {
      Typed typed = Typed.read(yaml, problems, node, "action");
      if (typed == null) {
        continue;
      }
      TableAction type = words.actions.get(typed.name());
      if (type == null) {
        problems.add(typed.at(), Names.unknown("action", typed.name(), words.actions.keySet()));
      } else {
        actions.add(new Action(type, typed.parameters(problems, type)));
      }
    }
    return actions;
  }

  private List<Publication> publications(List<Node> nodes) {
    var publications = new ArrayList<Publication>();
    for (Node node : nodes) {
      Typed typed = Typed.read(yaml, problems, node, "publication");
      if (typed == null) {
        continue;
      }
      Publication publication = words.publications.get(typed.name());
      if (publication == null) {
        var known = words.publications.keySet();
        problems.add(typed.at(), Names.unknown("publication", typed.name(), known));
      } else {
        typed.parameters(problems, publication);
        publications.add(publication);
      }
    }
    return publications;
  }

  private @Nullable Node either(Map<String, Node> entry, String name, String other) {
    Node first = entry.get(name);
    Node second = entry.get(other);
    if (first != null && second != null) {
      problems.add(second, "a row has either " + name + " or " + other + ", they mean the same");
    }
    return first != null ? first : second;
  }

  private List<Node> limited(@Nullable Node node, String what) {
    List<Node> entries = yaml.sequence(node, what);
    if (node != null && entries.size() > MAX_LIST) {
      problems.add(node, what + " must have at most " + MAX_LIST + " entries");
      return List.of();
    }
    return entries;
  }
}
