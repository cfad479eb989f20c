package dev.tandem.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Reads one section of the configuration and collects what is wrong with it instead of stopping at
/// the first problem. After a problem the value given back is only a stand-in: call [#done] (or
/// [#problems]) before using any of them.
///
/// Example: `var in = new SettingsReader(config, "tandem.media"); int min =
/// in.integer("rtp-port-min", 1024, 65534); in.check(min % 2 == 0, "rtp-port-min", "must be even,
/// is " + min); in.done();`
public final class SettingsReader {
  private final Config root;
  private final String section;
  private final List<String> problems;

  public SettingsReader(Config root, String section) {
    this(root, section, new ArrayList<>());
  }

  /// Shares `problems` with other readers, so that several sections are reported together.
  public SettingsReader(Config root, String section, List<String> problems) {
    this.root = root;
    this.section = section;
    this.problems = problems;
  }

  public int integer(String key, int min, int max) {
    int value = read(key, c -> c.getInt(path(key)), min);
    check(value >= min && value <= max, key, "must be " + min + " to " + max + ", is " + value);
    return value;
  }

  public double decimal(String key, double min, double max) {
    double value = read(key, c -> c.getDouble(path(key)), min);
    check(value >= min && value <= max, key, "must be " + min + " to " + max + ", is " + value);
    return value;
  }

  public long bytes(String key, long min, long max) {
    long value = read(key, c -> c.getBytes(path(key)), min);
    check(
        value >= min && value <= max, key, "must be " + min + " to " + max + " bytes, is " + value);
    return value;
  }

  public Duration duration(String key, Duration min, Duration max) {
    Duration value = read(key, c -> c.getDuration(path(key)), min);
    check(
        value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
        key,
        "must be " + min + " to " + max + ", is " + value);
    return value;
  }

  public boolean flag(String key) {
    return read(key, c -> c.getBoolean(path(key)), false);
  }

  public String text(String key) {
    return read(key, c -> c.getString(path(key)), "");
  }

  public List<String> texts(String key) {
    return read(key, c -> c.getStringList(path(key)), List.of());
  }

  public List<? extends Config> sections(String key) {
    return read(key, c -> c.getConfigList(path(key)), List.of());
  }

  /// Notes a problem with `key` unless `right`.
  public void check(boolean right, String key, String problem) {
    if (!right) {
      problem(key, problem);
    }
  }

  public void problem(String key, String problem) {
    problems.add(path(key) + where(key) + ": " + problem);
  }

  /// Notes a problem with one entry of the list `key`.
  public void problem(String key, Config entry, String problem) {
    problems.add(path(key) + " (" + entry.origin().description() + "): " + problem);
  }

  /// Notes a problem with one text of the list `key`.
  ///
  /// @param index in what [#texts] has given
  public void problem(String key, int index, String problem) {
    var origin = root.getList(path(key)).get(index).origin();
    problems.add(path(key) + " (" + origin.description() + "): " + problem);
  }

  public List<String> problems() {
    return problems;
  }

  /// @throws InvalidSettings when there was any problem
  public void done() {
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
  }

  private <T> T read(String key, Function<Config, T> get, T standIn) {
    try {
      return get.apply(root);
    } catch (ConfigException.Missing e) {
      problem(key, "is missing");
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      problem(key, shortReason(e));
    }
    return standIn;
  }

  private static String shortReason(ConfigException e) {
    String message = String.valueOf(e.getMessage());
    String place = e.origin() == null ? "" : e.origin().description() + ": ";
    return message.startsWith(place) ? message.substring(place.length()) : message;
  }

  private String where(String key) {
    if (!root.hasPathOrNull(path(key))) {
      return "";
    }
    var origin = root.getValue(path(key)).origin();
    return " (" + origin.description() + ")";
  }

  private String path(String key) {
    return section.isEmpty() ? key : section + "." + key;
  }
}
