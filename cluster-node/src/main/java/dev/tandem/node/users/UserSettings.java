package dev.tandem.node.users;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import dev.tandem.config.KnownKeys;
import dev.tandem.config.SettingsReader;
import dev.tandem.sip.auth.Algorithm;
import dev.tandem.sip.auth.UserKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `tandem.users` and `tandem.user-lookup`, checked.
///
/// @param realm of `tandem.edge.auth`
/// @param users by name
/// @param table whether `sip_user` is asked too
/// @param cacheSize users of table or store that are remembered, also those that are not there
/// @param cacheFor how long
/// @param atATime look-ups under way
public record UserSettings(
    String realm,
    Map<String, UserKeys> users,
    boolean table,
    int cacheSize,
    Duration cacheFor,
    int atATime) {
  static final int MAX_NAME = 128;

  private static final KnownKeys KEYS = KnownKeys.of("user", "password", "ha1");
  private static final KnownKeys HASHES =
      new KnownKeys(
          Stream.of(Algorithm.values()).map(Algorithm::token).collect(Collectors.toSet()));

  public static UserSettings from(Config config) {
    var problems = new ArrayList<String>();
    var auth = new SettingsReader(config, "tandem.edge.auth", problems);
    String realm = auth.text("realm");
    List<Algorithm> offered =
        auth.texts("algorithms").stream().flatMap(it -> Algorithm.of(it).stream()).toList();
    var in = new SettingsReader(config, "tandem", problems);
    Map<String, UserKeys> users = new HashMap<>();
    for (Config line : in.sections("users")) {
      read(in, line, realm, offered, users);
    }
    var lookup = new SettingsReader(config, "tandem.user-lookup", problems);
    var settings =
        new UserSettings(
            realm,
            Map.copyOf(users),
            lookup.flag("table"),
            lookup.integer("cache-size", 1, 10_000_000),
            lookup.duration("cache-for", Duration.ZERO, Duration.ofHours(24)),
            lookup.integer("at-a-time", 1, 100_000));
    in.done();
    return settings;
  }

  /// No problem here says what a secret is.
  private static void read(
      SettingsReader in,
      Config line,
      String realm,
      List<Algorithm> offered,
      Map<String, UserKeys> users) {
    String user = text(line, "user");
    String strangers = KEYS.strangersIn(line.root());
    if (user == null || user.isEmpty() || !strangers.isEmpty()) {
      in.problem(
          "users",
          line,
          "a user has a name and a secret, {user = \"alice\", password = \"...\"} or"
              + " {user = \"alice\", ha1 = {SHA-256 = \"...\"}}"
              + strangers);
    } else if (user.length() > MAX_NAME) {
      in.problem("users", line, "a user name has at most " + MAX_NAME + " characters");
    } else if (users.containsKey(user)) {
      in.problem("users", line, "user " + user + " is there twice");
    } else {
      UserKeys keys = secret(in, line, user, realm, offered);
      if (keys != null) {
        users.put(user, keys);
      }
    }
  }

  private static @Nullable UserKeys secret(
      SettingsReader in, Config line, String user, String realm, List<Algorithm> offered) {
    if (line.hasPath("password") == line.hasPath("ha1")) {
      in.problem("users", line, "user " + user + " needs either password or ha1");
      return null;
    }
    if (line.hasPath("password")) {
      String password = text(line, "password");
      if (password == null || password.isEmpty()) {
        in.problem("users", line, "the password of user " + user + " must be text and not empty");
        return null;
      }
      return UserKeys.ofPassword(user, realm, password);
    }
    return hashes(in, line, user, offered);
  }

  private static @Nullable UserKeys hashes(
      SettingsReader in, Config line, String user, List<Algorithm> offered) {
    String strangers =
        line.getValue("ha1") instanceof ConfigObject given ? HASHES.strangersIn(given) : "";
    if (!strangers.isEmpty()) {
      String known = String.join(", ", new TreeSet<>(HASHES.names()));
      in.problem("users", line, "the ha1 of user " + user + " are " + known + strangers);
      return null;
    }
    var keys = new EnumMap<Algorithm, String>(Algorithm.class);
    for (Algorithm algorithm : Algorithm.values()) {
      String hash = text(line, "ha1." + algorithm.token());
      if (hash != null && UserKeys.isHa1(algorithm, hash.toLowerCase(Locale.ROOT))) {
        keys.put(algorithm, hash.toLowerCase(Locale.ROOT));
      } else if (offered.contains(algorithm)) {
        in.problem(
            "users",
            line,
            "user "
                + user
                + " needs ha1."
                + algorithm.token()
                + " of "
                + algorithm.hexDigits()
                + " hexadecimal digits, since tandem.edge.auth.algorithms offers "
                + algorithm.token()
                + "; give it, or do not offer that");
        return null;
      }
    }
    return new UserKeys(keys);
  }

  /// Null when it is missing or no text.
  private static @Nullable String text(Config line, String path) {
    try {
      return line.hasPath(path) ? line.getString(path) : null;
    } catch (ConfigException.WrongType _) {
      return null; // its message would show the value
    }
  }

  /// Without the users' keys.
  @Override
  public String toString() {
    return "UserSettings[realm=" + realm + ", users=" + users.size() + ", table=" + table + "]";
  }
}
