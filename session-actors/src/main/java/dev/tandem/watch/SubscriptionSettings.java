package dev.tandem.watch;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import java.time.Duration;
import java.util.Locale;

/// `tandem.subscriptions`.
///
/// @param calls whose calls a user may watch
/// @param maxSubscriptions that one node keeps
/// @param maxOurs subscriptions of ours to others that one node keeps
/// @param notifyInterval at most one NOTIFY in this time, unless a SUBSCRIBE asks for it
public record SubscriptionSettings(
    Calls calls, Limits limits, int maxSubscriptions, int maxOurs, Duration notifyInterval) {

  /// Whose calls an authenticated user may watch.
  public enum Calls {
    OWN,
    ANY
  }

  /// @param maxPerSubscriber on one node
  public record Limits(
      Duration minExpires, Duration defaultExpires, Duration maxExpires, int maxPerSubscriber) {}

  public static SubscriptionSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.subscriptions");
    String word = in.text("calls");
    boolean any = word.equals(Calls.ANY.name().toLowerCase(Locale.ROOT));
    in.check(
        any || word.equals(Calls.OWN.name().toLowerCase(Locale.ROOT)),
        "calls",
        "must be own or any, is " + word);
    Duration min = in.duration("min-expires", Duration.ofSeconds(1), Duration.ofHours(1));
    Duration max = in.duration("max-expires", min, Duration.ofHours(24));
    var settings =
        new SubscriptionSettings(
            any ? Calls.ANY : Calls.OWN,
            new Limits(
                min,
                in.duration("default-expires", min, max),
                max,
                in.integer("max-per-subscriber", 1, 10_000)),
            in.integer("max-subscriptions", 1, 1_000_000),
            in.integer("max-ours", 1, 1_000_000),
            in.duration("notify-interval", Duration.ofMillis(100), Duration.ofMinutes(1)));
    in.done();
    return settings;
  }
}
