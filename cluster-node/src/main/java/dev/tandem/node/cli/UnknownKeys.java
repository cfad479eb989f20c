package dev.tandem.node.cli;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.tandem.config.KnownKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds keys that no module knows: a misspelt setting must not be ignored in silence.
///
/// Known is what `reference.conf` names. An empty object there (`{}`) is open: its keys are the
/// operator's own. Below keys that are not ours (`pekko`) only the first name is looked at.
final class UnknownKeys {
  private final ConfigObject reference;
  private final List<String> problems = new ArrayList<>();

  private UnknownKeys(ConfigObject reference) {
    this.reference = reference;
  }

  static List<String> in(ConfigObject given, ConfigObject reference) {
    var search = new UnknownKeys(reference);
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      ConfigValue known = reference.get(entry.getKey());
      if (known == null) {
        search.unknown(List.of(entry.getKey()), entry.getValue(), reference);
      } else if (entry.getKey().equals("tandem")) {
        search.descend(List.of("tandem"), entry.getValue(), known);
      }
    }
    return search.problems;
  }

  private void descend(List<String> path, ConfigValue given, ConfigValue known) {
    if (!(given instanceof ConfigObject object)
        || !(known instanceof ConfigObject names)
        || names.isEmpty()) {
      return;
    }
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      List<String> child = append(path, entry.getKey());
      ConfigValue next = names.get(entry.getKey());
      if (next == null) {
        unknown(child, entry.getValue(), names);
      } else {
        descend(child, entry.getValue(), next);
      }
    }
  }

  private void unknown(List<String> path, ConfigValue value, ConfigObject siblings) {
    String hint = nearest(path, siblings).map(near -> " (did you mean " + near + "?)").orElse("");
    problems.add(render(path) + " (" + origin(value) + "): no such setting" + hint);
  }

  /// An object made by an option has no place of its own: its first value knows the option.
  private static String origin(ConfigValue value) {
    ConfigValue at = value;
    while (at.origin().lineNumber() < 0 && at instanceof ConfigObject object && !object.isEmpty()) {
      at = object.values().iterator().next();
    }
    return at.origin().description();
  }

  /// A sibling with a similar name, else the same name elsewhere in our settings.
  private Optional<String> nearest(List<String> path, ConfigObject siblings) {
    String name = path.getLast();
    Optional<String> sibling = new KnownKeys(siblings.keySet()).nearest(name);
    if (sibling.isPresent()) {
      return sibling.map(near -> render(append(path.subList(0, path.size() - 1), near)));
    }
    ConfigValue ours = reference.get("tandem");
    return ours instanceof ConfigObject root
        ? elsewhere(name, List.of("tandem"), root)
        : Optional.empty();
  }

  private static Optional<String> elsewhere(String name, List<String> at, ConfigObject object) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      List<String> path = append(at, entry.getKey());
      if (entry.getKey().equals(name)) {
        return Optional.of(render(path));
      }
      if (entry.getValue() instanceof ConfigObject child) {
        Optional<String> found = elsewhere(name, path, child);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> append(List<String> path, String name) {
    var longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }

  private static String render(List<String> path) {
    return ConfigUtil.joinPath(path);
  }
}
