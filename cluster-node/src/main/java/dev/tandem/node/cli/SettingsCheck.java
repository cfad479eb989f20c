package dev.tandem.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.config.InvalidSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads every section of the settings before anything is started, so that an operator learns all
/// that is wrong in one go.
///
/// @param sections the `from` of each settings record
public record SettingsCheck(List<Consumer<Config>> sections) {
  public SettingsCheck {
    sections = List.copyOf(sections);
  }

  /// @throws InvalidSettings with the problems of all sections
  public void check(Config config) {
    List<String> noSections =
        NoSections.in(config.root(), ConfigFactory.defaultReferenceUnresolved().root());
    if (!noSections.isEmpty()) {
      throw new InvalidSettings(noSections); // what follows from it would only confuse
    }
    var problems = new ArrayList<String>();
    for (Consumer<Config> section : sections) {
      try {
        section.accept(config);
      } catch (InvalidSettings e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
  }
}
