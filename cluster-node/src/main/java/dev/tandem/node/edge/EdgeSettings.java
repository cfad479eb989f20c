package dev.tandem.node.edge;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.node.edge.resolve.DnsSettings;
import java.time.Duration;
import java.util.List;

/// `tandem.edge`, without its `advertised-…` keys, which [dev.tandem.sip.SipSettings] reads; and
/// `tandem.sip.dns`.
///
/// @param product value of Server and User-Agent, empty for none
/// @param supported option tags for Supported, and those a peer may require
/// @param repeatFirst how long a session may be silent before it is told again; twice as long from
///   then on
/// @param giveUp how long before the edge answers in its place
/// @param retryAfter for 503
/// @param logins who we are to servers that challenge us
/// @param askOthers how long other edges may take to claim a CANCEL
public record EdgeSettings(
    String product,
    List<String> supported,
    Duration repeatFirst,
    Duration giveUp,
    Duration retryAfter,
    Duration askOthers,
    Failover failover,
    Logins logins,
    DnsSettings dns) {

  /// `tandem.edge.failover`.
  ///
  /// @param after silence of a target before the next one is tried
  /// @param maxTargets addresses for one request
  /// @param avoidFor how long a target that failed is tried last
  /// @param maxAvoided such targets kept
  public record Failover(Duration after, int maxTargets, Duration avoidFor, int maxAvoided) {}

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
            failover(in),
            Logins.from(in),
            DnsSettings.from(config));
    in.done();
    return settings;
  }

  private static Failover failover(SettingsReader in) {
    return new Failover(
        in.duration("failover.after", Duration.ofMillis(200), Duration.ofSeconds(32)),
        in.integer("failover.max-targets", 1, 32),
        in.duration("failover.avoid-for", Duration.ZERO, Duration.ofHours(1)),
        in.integer("failover.max-avoided", 1, 1_000_000));
  }
}
