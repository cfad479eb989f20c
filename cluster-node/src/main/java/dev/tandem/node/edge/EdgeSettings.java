package dev.tandem.node.edge;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import java.time.Duration;
import java.util.List;

/// `tandem.edge`; its `advertised-…` keys are read by [dev.tandem.sip.SipSettings].
///
/// @param product value of Server and User-Agent, empty for none
/// @param supported option tags for Supported, and those a peer may require
/// @param repeatFirst how long a session may be silent before it is told again; twice as long from
///   then on
/// @param giveUp how long before the edge answers in its place
/// @param retryAfter for 503
/// @param askOthers how long other edges may take to claim a CANCEL
/// @param nameLifetime how long a resolved name is believed
/// @param maxNames names kept, and look-ups at a time
public record EdgeSettings(
    String product,
    List<String> supported,
    Duration repeatFirst,
    Duration giveUp,
    Duration retryAfter,
    Duration askOthers,
    Duration nameLifetime,
    int maxNames) {

  public static EdgeSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.edge");
    var settings =
        new EdgeSettings(
            in.text("product"),
            in.texts("supported"),
            in.duration("repeat-first", Duration.ofMillis(50), Duration.ofSeconds(5)),
            in.duration("give-up", Duration.ofSeconds(1), Duration.ofSeconds(30)),
            in.duration("retry-after", Duration.ofSeconds(1), Duration.ofHours(1)),
            in.duration("ask-others", Duration.ofMillis(50), Duration.ofSeconds(5)),
            in.duration("name-lifetime", Duration.ofSeconds(1), Duration.ofHours(1)),
            in.integer("max-names", 1, 1_000_000));
    in.done();
    return settings;
  }
}
