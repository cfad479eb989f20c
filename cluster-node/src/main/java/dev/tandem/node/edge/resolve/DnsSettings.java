package dev.tandem.node.edge.resolve;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import dev.tandem.sip.message.SipUri;
import dev.tandem.sip.transaction.Numeric;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `tandem.sip.dns`.
///
/// @param servers empty for those of the system
/// @param timeout for one answer of one server
/// @param attempts times that all servers are asked
/// @param minLifetime of an answer, even when its records say less
/// @param maxLifetime of an answer, even when its records say more
/// @param negativeLifetime of the answer that there is no such record
/// @param maxNames answers kept
/// @param maxLookUps under way at a time
/// @param maxWaiting requests that wait for them, all together
public record DnsSettings(
    List<InetSocketAddress> servers,
    Duration timeout,
    int attempts,
    Duration minLifetime,
    Duration maxLifetime,
    Duration negativeLifetime,
    int maxNames,
    int maxLookUps,
    int maxWaiting) {
  private static final int DNS_PORT = 53;

  public DnsSettings {
    servers = List.copyOf(servers);
  }

  /// @throws dev.tandem.config.InvalidSettings naming every problem at once
  public static DnsSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.sip.dns");
    var settings =
        new DnsSettings(
            servers(in),
            in.duration("timeout", Duration.ofMillis(50), Duration.ofSeconds(10)),
            in.integer("attempts", 1, 5),
            in.duration("min-lifetime", Duration.ZERO, Duration.ofHours(1)),
            in.duration("max-lifetime", Duration.ofSeconds(1), Duration.ofDays(7)),
            in.duration("negative-lifetime", Duration.ZERO, Duration.ofHours(1)),
            in.integer("max-names", 1, 1_000_000),
            in.integer("max-look-ups", 1, 60_000),
            in.integer("max-waiting", 1, 1_000_000));
    in.check(
        settings.maxLifetime.compareTo(settings.minLifetime) >= 0,
        "max-lifetime",
        "must not be shorter than min-lifetime, is shorter");
    in.done();
    return settings;
  }

  private static List<InetSocketAddress> servers(SettingsReader in) {
    var found = new ArrayList<InetSocketAddress>();
    for (String text : in.texts("servers")) {
      InetSocketAddress server =
          SipUri.parse("sip:" + text)
              .map(uri -> Numeric.address(uri.host(), uri.port() > 0 ? uri.port() : DNS_PORT))
              .orElse(null);
      if (server == null) {
        in.problem("servers", "takes ADDRESS, ADDRESS:PORT or [IPV6]:PORT, not " + text);
      } else {
        found.add(server);
      }
    }
    return found;
  }
}
