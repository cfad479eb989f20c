package dev.tandem.node.routes;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import dev.tandem.config.KnownKeys;
import dev.tandem.config.SettingsReader;
import dev.tandem.node.routes.Route.Verb;
import dev.tandem.protocol.Treatment;
import dev.tandem.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// `tandem.routes`, checked.
public record RouteTable(List<Route> routes) {
  /// As many as [dev.tandem.api.CallDecision.Redirect] takes.
  private static final int MOST_REDIRECTED = 10;

  /// What `do` can start with, and what comes after that.
  private static final String VERBS =
      "answer, echo, tone [HZ], early [HZ], play PATH, conference NAME, bridge URI..., registered [URI]"
          + " [parallel|serial], trunk NAME [NUMBER], redirect URI... or reject STATUS";

  private static final KnownKeys KEYS = KnownKeys.of("user", "do", "table");

  public static RouteTable from(Config config) {
    var in = new SettingsReader(config, "tandem");
    Set<String> trunks =
        config.hasPath("tandem.trunks")
                && config.getValue("tandem.trunks") instanceof ConfigObject trunksThere
            ? trunksThere.keySet()
            : Set.of();
    List<Route> routes = new ArrayList<>();
    int number = 0;
    for (Config line : in.sections("routes")) {
      String name = name(++number, line);
      read(line, trunks, problem -> in.problem("routes", line, name + ": " + problem))
          .ifPresent(routes::add);
    }
    in.done();
    return new RouteTable(List.copyOf(routes));
  }

  /// Sound files that routes play whoever calls, by the number of the route.
  public SortedMap<Integer, String> files() {
    var files = new TreeMap<Integer, String>();
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.verb() == Verb.PLAY && route.argument().indexOf('$') < 0) {
        files.put(i + 1, route.argument());
      }
    }
    return files;
  }

  /// What errors call a route: `route 2, user "9(.*)"`.
  ///
  /// @param number from 1
  public static String name(int number, Config line) {
    String user = text(line, "user");
    return "route " + number + (user == null ? "" : ", user \"" + user + "\"");
  }

  private static Optional<Route> read(Config line, Set<String> trunks, Consumer<String> problems) {
    String user = text(line, "user");
    String action = text(line, "do");
    String table = text(line, "table");
    if (user == null || action == null || line.root().size() != (table == null ? 2 : 3)) {
      problems.accept(
          "a route has two keys, user and do, for example {user = \"echo\", do = echo}, and may have"
              + " table; all are texts"
              + KEYS.strangersIn(line.root()));
      return Optional.empty();
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(user);
    } catch (PatternSyntaxException e) {
      problems.accept("user is no regular expression: " + e.getDescription());
      return Optional.empty();
    }
    String[] words = action.strip().split("\\s+", 2);
    String argument = words.length < 2 ? "" : words[1];
    Optional<Verb> verb = verb(words[0]);
    if (verb.isEmpty()) {
      problems.accept("do starts with " + VERBS + ", not with " + words[0]);
      return Optional.empty();
    }
    String problem = problem(verb.get(), argument, groups(pattern), trunks);
    if (!problem.isEmpty()) {
      problems.accept(problem);
      return Optional.empty();
    }
    return Optional.of(new Route(pattern, verb.get(), argument, table));
  }

  /// Null when it is not there or no text.
  private static @Nullable String text(Config line, String key) {
    try {
      return line.hasPath(key) ? line.getString(key) : null;
    } catch (ConfigException.WrongType _) {
      return null;
    }
  }

  private static Optional<Verb> verb(String word) {
    for (Verb verb : Verb.values()) {
      if (verb.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }

  private static int groups(Pattern pattern) {
    return pattern.matcher("").groupCount();
  }

  private static String problem(Verb verb, String argument, int groups, Set<String> trunks) {
    for (int i = 0; i + 1 < argument.length(); i++) {
      if (argument.charAt(i) == '$' && Character.isDigit(argument.charAt(i + 1))) {
        int group = argument.charAt(i + 1) - '0';
        if (group > groups) {
          return "$" + group + " names a group the pattern does not have";
        }
      }
    }
    return switch (verb) {
      case ANSWER, ECHO -> argument.isEmpty() ? "" : verb(verb) + " takes nothing more";
      case TONE, EARLY ->
          argument.isEmpty() || number(argument, 50, 3400)
              ? ""
              : verb(verb) + " takes 50 to 3400 Hz, as " + verb(verb) + " 440, or nothing";
      case PLAY ->
          argument.indexOf('$') >= 0 || Treatment.isFile(argument)
              ? ""
              : "play takes a path in tandem.media.files, as play music/hold.wav";
      case CONFERENCE -> conference(argument);
      case BRIDGE -> {
        List<String> uris = List.of(argument.split("\\s+"));
        yield uris.size() <= Verdict.Ring.MOST_TARGETS && uris.stream().allMatch(RouteTable::isUri)
            ? ""
            : "bridge takes a SIP URI, as sip:$1@example.com, or up to 10 that ring at once";
      }
      case REGISTERED -> {
        String uri = Route.ringing(argument) == null ? argument : Route.withoutRinging(argument);
        yield uri.isEmpty() || (isUri(uri) && uri.indexOf(' ') < 0)
            ? ""
            : "registered takes a SIP URI, as sip:$1@example.com, or nothing, and then parallel,"
                + " serial or nothing";
      }
      case TRUNK -> trunk(argument, trunks);
      case REDIRECT -> {
        List<String> uris = List.of(argument.split("\\s+"));
        yield uris.size() <= MOST_REDIRECTED && uris.stream().allMatch(RouteTable::isUri)
            ? ""
            : "redirect takes SIP URIs, best first, up to " + MOST_REDIRECTED;
      }
      case REJECT -> number(argument, 400, 699) ? "" : "reject takes a status of 400 to 699";
    };
  }

  /// What a group brings is not known yet: here it counts as nothing.
  private static String conference(String argument) {
    String said = argument.replaceAll("\\$\\d", "");
    if (argument.isEmpty()) {
      return "conference takes a name";
    }
    return said.isEmpty() || Route.isRoom(said)
        ? ""
        : "conference takes a name of 1 to 64 of A-Z a-z 0-9 . _ ~ -, as conference red, not "
            + argument;
  }

  private static String trunk(String argument, Set<String> trunks) {
    if (!argument.matches("[a-z0-9][a-z0-9-]{0,31}(\\s+\\S+)?")) {
      return "trunk takes the name of a trunk and perhaps a number, as trunk provider +49$1";
    }
    String name = argument.split("\\s+", 2)[0];
    if (trunks.contains(name)) {
      return "";
    }
    return trunks.isEmpty()
        ? "there is no trunk " + name + ", nor any other: give it in tandem.trunks"
        : "there is no trunk "
            + name
            + ": tandem.trunks has "
            + String.join(", ", new TreeSet<>(trunks));
  }

  private static String verb(Verb verb) {
    return verb.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isUri(String text) {
    return text.startsWith("sip:") && text.length() > 4;
  }

  private static boolean number(String text, int min, int max) {
    return text.matches("\\d{1,4}")
        && Integer.parseInt(text) >= min
        && Integer.parseInt(text) <= max;
  }
}
