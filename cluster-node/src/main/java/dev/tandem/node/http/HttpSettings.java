package dev.tandem.node.http;

import com.typesafe.config.Config;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import java.time.Duration;

/// Checked form of `tandem.http` in `reference.conf`, where each key is explained.
///
/// @param port 0 lets the system choose
/// @param maxBodyBytes of a request
public record HttpSettings(
    String bind,
    int port,
    int maxConnections,
    Duration idleTimeout,
    Duration requestTimeout,
    long maxBodyBytes) {

  private static final long MAX_BODY = 16L << 20;

  /// @throws InvalidSettings naming every problem of the section
  public static HttpSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.http");
    var settings =
        new HttpSettings(
            in.text("bind").strip(),
            in.integer("port", 0, 65535),
            in.integer("max-connections", 1, 65536),
            in.duration("idle-timeout", Duration.ofMillis(100), Duration.ofHours(1)),
            in.duration("request-timeout", Duration.ofMillis(100), Duration.ofMinutes(5)),
            in.bytes("max-body", 0, MAX_BODY));
    in.check(!settings.bind().isEmpty(), "bind", "must not be empty");
    in.done();
    return settings;
  }
}
