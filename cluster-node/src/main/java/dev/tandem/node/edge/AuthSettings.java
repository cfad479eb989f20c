package dev.tandem.node.edge;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.sip.auth.Algorithm;
import dev.tandem.sip.auth.Authenticator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// `tandem.edge.auth`.
///
/// @param trusted whose requests need no user
/// @param openRoutes called users that need none
public record AuthSettings(
    Policy policy,
    List<AddressRange> trusted,
    List<Pattern> openRoutes,
    Authenticator.Settings digest) {

  public enum Policy {
    /// As `required` when there are users, as `off` when there are none.
    AUTO,
    OFF,
    REQUIRED
  }

  public static AuthSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.edge.auth");
    String realm = in.text("realm");
    in.check(
        realm.matches("[\\x20-\\x7e&&[^\"\\\\]]{1,255}"),
        "realm",
        "must be 1 to 255 printable ASCII characters without quotes and backslashes");
    var settings =
        new AuthSettings(
            policy(in),
            trusted(in),
            openRoutes(in),
            new Authenticator.Settings(
                realm,
                algorithms(in),
                in.duration("nonce-lifetime", Duration.ofSeconds(10), Duration.ofHours(24)),
                in.integer("max-nonces", 1, 10_000_000)));
    in.done();
    return settings;
  }

  private static Policy policy(SettingsReader in) {
    String word = in.text("policy");
    for (Policy policy : Policy.values()) {
      if (policy.name().toLowerCase(Locale.ROOT).equals(word)) {
        return policy;
      }
    }
    in.problem("policy", "must be auto, off or required, is " + word);
    return Policy.REQUIRED;
  }

  private static List<AddressRange> trusted(SettingsReader in) {
    var ranges = new ArrayList<AddressRange>();
    List<String> texts = in.texts("trusted");
    for (int i = 0; i < texts.size(); i++) {
      Optional<AddressRange> range = AddressRange.parse(texts.get(i).strip());
      if (range.isEmpty()) {
        in.problem("trusted", i, AddressRange.EXPECTED + texts.get(i));
      }
      range.ifPresent(ranges::add);
    }
    return List.copyOf(ranges);
  }

  private static List<Pattern> openRoutes(SettingsReader in) {
    var patterns = new ArrayList<Pattern>();
    List<String> texts = in.texts("open-routes");
    for (int i = 0; i < texts.size(); i++) {
      try {
        patterns.add(Pattern.compile(texts.get(i)));
      } catch (PatternSyntaxException e) {
        in.problem(
            "open-routes", i, texts.get(i) + " is no regular expression: " + e.getDescription());
      }
    }
    return List.copyOf(patterns);
  }

  private static List<Algorithm> algorithms(SettingsReader in) {
    var algorithms = new ArrayList<Algorithm>();
    for (String text : in.texts("algorithms")) {
      Optional<Algorithm> algorithm = Algorithm.of(text);
      in.check(
          algorithm.isPresent(),
          "algorithms",
          "may name SHA-512-256, SHA-256 and MD5, names " + text);
      algorithm.filter(it -> !algorithms.contains(it)).ifPresent(algorithms::add);
    }
    in.check(
        !algorithms.isEmpty(), "algorithms", "must name at least one of SHA-512-256, SHA-256, MD5");
    return List.copyOf(algorithms);
  }
}
