package dev.tandem.node.routes;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.node.routes.Route.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// `tandem.routes`, checked.
public record RouteTable(List<Route> routes) {
  public static RouteTable from(Config config) {
    var in = new SettingsReader(config, "tandem");
    List<Route> routes = new ArrayList<>();
    for (Config line : in.sections("routes")) {
      read(in, line).ifPresent(routes::add);
    }
    in.done();
    return new RouteTable(List.copyOf(routes));
  }

  private static Optional<Route> read(SettingsReader in, Config line) {
    if (!line.hasPath("user") || !line.hasPath("do") || line.root().size() != 2) {
      in.problem(
          "routes",
          line,
          "a route has two keys, user and do, for example {user = \"echo\", do = echo}");
      return Optional.empty();
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(line.getString("user"));
    } catch (PatternSyntaxException e) {
      in.problem("routes", line, "user is no regular expression: " + e.getDescription());
      return Optional.empty();
    }
    String action = line.getString("do").strip();
    int space = action.indexOf(' ');
    String word = space < 0 ? action : action.substring(0, space);
    String argument = space < 0 ? "" : action.substring(space + 1).strip();
    Optional<Verb> verb = verb(word);
    if (verb.isEmpty()) {
      in.problem(
          "routes",
          line,
          "do starts with answer, echo, tone, conference, bridge, registered, redirect or reject, not"
              + " with "
              + word);
      return Optional.empty();
    }
    String problem = problem(verb.get(), argument, groups(pattern));
    if (!problem.isEmpty()) {
      in.problem("routes", line, problem);
      return Optional.empty();
    }
    return Optional.of(new Route(pattern, verb.get(), argument));
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

  private static String problem(Verb verb, String argument, int groups) {
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
      case TONE ->
          argument.isEmpty() || number(argument, 50, 3400) ? "" : "tone takes 50 to 3400 Hz";
      case CONFERENCE -> argument.isEmpty() ? "conference takes a name" : "";
      case BRIDGE -> isUri(argument) ? "" : "bridge takes a SIP URI, as sip:$1@example.com";
      case REGISTERED ->
          argument.isEmpty() || isUri(argument)
              ? ""
              : "registered takes nothing, or a SIP URI, as sip:$1@example.com";
      case REDIRECT ->
          List.of(argument.split("\\s+")).stream().allMatch(RouteTable::isUri)
              ? ""
              : "redirect takes SIP URIs, best first";
      case REJECT -> number(argument, 400, 699) ? "" : "reject takes a status of 400 to 699";
    };
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
