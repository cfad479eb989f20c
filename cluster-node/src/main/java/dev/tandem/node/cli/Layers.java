package dev.tandem.node.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.tandem.config.InvalidSettings;
import dev.tandem.node.config.PekkoDefaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One configuration out of what was given, the strongest first: `--set`, other options, the file,
/// what a process of ours needs, the modules' `reference.conf`. System properties play no part.
final class Layers {
  /// The process ends its node itself, in order; Pekko's own hooks would pull the floor away.
  private static final Config PROCESS =
      ConfigFactory.parseMap(
          Map.of(
              "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
              "pekko.jvm-shutdown-hooks", "off"),
          "tandem");

  private Layers() {}

  /// @throws InvalidSettings naming every key nobody knows, or why a file cannot be read
  static Config of(NodeOptions options) {
    Config file = file(options.config);
    Config set = set(options.set);
    Config reference = ConfigFactory.defaultReferenceUnresolved();
    var problems = new ArrayList<String>();
    problems.addAll(UnknownKeys.in(file.root(), reference.root()));
    problems.addAll(UnknownKeys.in(set.root(), reference.root()));
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return resolve(
        set.withFallback(options.asConfig())
            .withFallback(file)
            .withFallback(PROCESS)
            .withFallback(PekkoDefaults.load())
            .withFallback(reference));
  }

  private static Config resolve(Config config) {
    try {
      return config.resolve();
    } catch (ConfigException e) {
      throw new InvalidSettings(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static Config file(@Nullable Path path) {
    if (path == null) {
      return ConfigFactory.empty();
    }
    if (!Files.isRegularFile(path)) {
      throw new InvalidSettings(List.of("--config " + path + ": there is no such file"));
    }
    if (!Files.isReadable(path)) {
      throw new InvalidSettings(List.of("--config " + path + ": the file may not be read"));
    }
    try {
      return ConfigFactory.parseFile(
          path.toAbsolutePath().toFile(), // so that an include beside it is found
          ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException e) {
      throw new InvalidSettings(List.of("--config " + e.getMessage()));
    }
  }

  private static Config set(List<String> assignments) {
    Config config = ConfigFactory.empty();
    var problems = new ArrayList<String>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        problems.add("--set " + assignment + ": must be KEY=VALUE");
        continue;
      }
      try {
        String key = assignment.substring(0, equals).strip();
        ConfigUtil.splitPath(key);
        config = config.withValue(key, value(assignment.substring(equals + 1), "--set " + key));
      } catch (ConfigException e) {
        problems.add("--set " + assignment + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    return config;
  }

  /// Plain text unless it looks like a list, an object or a quoted string: a URL must need no
  /// quotes.
  private static ConfigValue value(String text, String origin) {
    String trimmed = text.strip();
    if (trimmed.startsWith("[") || trimmed.startsWith("{") || trimmed.startsWith("\"")) {
      var options = ConfigParseOptions.defaults().setOriginDescription(origin);
      return ConfigFactory.parseString("value = " + trimmed, options).getValue("value");
    }
    return ConfigValueFactory.fromAnyRef(text, origin);
  }
}
