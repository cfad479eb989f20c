package dev.tandem.node.cli;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds values that stand where `reference.conf` has a section: one sentence for each, since
/// whoever reads the section would miss every key of it.
final class NoSections {
  private final List<String> problems = new ArrayList<>();

  private NoSections() {}

  /// @param config resolved
  static List<String> in(ConfigObject config, ConfigObject reference) {
    var search = new NoSections();
    ConfigValue ours = config.get("tandem");
    ConfigValue known = reference.get("tandem");
    if (ours != null && known != null) {
      search.descend(List.of("tandem"), ours, known);
    }
    trunks(search, config, reference);
    return search.problems;
  }

  /// What a trunk may have is in `tandem.trunk-defaults`.
  private static void trunks(NoSections search, ConfigObject config, ConfigObject reference) {
    ConfigValue known = at(reference, "tandem", "trunk-defaults");
    if (known != null && at(config, "tandem", "trunks") instanceof ConfigObject trunks) {
      trunks.forEach((name, trunk) -> {
        if (trunk instanceof ConfigObject) {
          search.descend(List.of("tandem", "trunks", name), trunk, known);
        }
      });
    }
  }

  private static @Nullable ConfigValue at(ConfigObject root, String section, String key) {
    return root.get(section) instanceof ConfigObject found ? found.get(key) : null;
  }

  private void descend(List<String> path, ConfigValue given, ConfigValue known) {
    if (!(known instanceof ConfigObject names)) {
      return;
    }
    if (!(given instanceof ConfigObject object)) {
      problems.add(
          ConfigUtil.joinPath(path)
              + " ("
              + given.origin().description()
              + "): must be a section, is "
              + shown(given));
      return;
    }
    for (Map.Entry<String, ConfigValue> entry : names.entrySet()) {
      ConfigValue child = object.get(entry.getKey());
      if (child != null) {
        var longer = new ArrayList<>(path);
        longer.add(entry.getKey());
        descend(longer, child, entry.getValue());
      }
    }
  }

  /// A text is not repeated: it may have a password in it.
  private static String shown(ConfigValue value) {
    return switch (value.valueType()) {
      case NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
      case STRING -> "a text";
      case LIST -> "a list";
      case NULL -> "null";
      case OBJECT -> throw new IllegalArgumentException("a section");
    };
  }
}
