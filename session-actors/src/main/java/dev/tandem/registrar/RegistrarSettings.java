package dev.tandem.registrar;

import com.typesafe.config.Config;
import dev.tandem.api.CallDecision.Ringing;
import dev.tandem.config.SettingsReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `tandem.registrar`.
///
/// @param domains hosts of the addresses we keep, lower case; empty for any
/// @param maxAddresses that one node keeps
/// @param ringing how the phones of one address are called
/// @param ringEach how long each rings when they are called one after the other
public record RegistrarSettings(
    Allow allow,
    List<String> domains,
    Limits limits,
    int maxAddresses,
    Ringing ringing,
    Duration ringEach) {

  /// Who may register.
  public enum Allow {
    /// Users, for their own address; and trusted addresses.
    USERS,
    ANYBODY,
    NOBODY
  }

  /// @param maxContacts of one address
  public record Limits(
      Duration minExpires, Duration defaultExpires, Duration maxExpires, int maxContacts) {}

  /// Longest that a binding can last: what the journal has longer than that can be forgotten.
  public static final Duration LONGEST = Duration.ofHours(24);

  public static RegistrarSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.registrar");
    Duration min = in.duration("min-expires", Duration.ofSeconds(1), Duration.ofHours(1));
    Duration max = in.duration("max-expires", min, LONGEST);
    var limits =
        new Limits(
            min, in.duration("default-expires", min, max), max, in.integer("max-contacts", 1, 100));
    var settings =
        new RegistrarSettings(
            allow(in),
            in.texts("domains").stream().map(it -> it.strip().toLowerCase(Locale.ROOT)).toList(),
            limits,
            in.integer("max-addresses", 1, 10_000_000),
            ringing(in),
            in.duration("ring-each", Duration.ofSeconds(1), Duration.ofHours(1)));
    in.done();
    return settings;
  }

  private static Ringing ringing(SettingsReader in) {
    String word = in.text("ringing");
    in.check(
        word.equals("parallel") || word.equals("serial"),
        "ringing",
        "must be parallel or serial, is " + word);
    return word.equals("serial") ? Ringing.SERIAL : Ringing.PARALLEL;
  }

  private static Allow allow(SettingsReader in) {
    String word = in.text("allow");
    Optional<Allow> allow =
        List.of(Allow.values()).stream()
            .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(word))
            .findFirst();
    in.check(allow.isPresent(), "allow", "must be users, anybody or nobody, is " + word);
    return allow.orElse(Allow.NOBODY);
  }
}
