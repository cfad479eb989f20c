package dev.tandem.sip.guard;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import java.time.Duration;

/// Validated form of `tandem.sip.admission` in `reference.conf`, where each default is explained.
///
/// @param targetSetUp mean set-up time above which the node counts as overloaded
/// @param minInProgress set-ups that may always be in progress
/// @param maxInProgress set-ups that never may be exceeded
/// @param maxCallsPerSecond 0 for none
/// @param retryAfterMinSeconds at least 1
public record AdmissionSettings(
    Duration targetSetUp,
    int minInProgress,
    int maxInProgress,
    int maxCallsPerSecond,
    int retryAfterMinSeconds,
    int retryAfterMaxSeconds) {

  /// @throws dev.tandem.config.InvalidSettings naming every problem at once
  public static AdmissionSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.sip.admission");
    var settings =
        new AdmissionSettings(
            in.duration("target-set-up", Duration.ofMillis(5), Duration.ofSeconds(10)),
            in.integer("min-in-progress", 1, 100_000),
            in.integer("max-in-progress", 1, 1_000_000),
            in.integer("max-calls-per-second", 0, 1_000_000),
            in.integer("retry-after-min-seconds", 1, 3_600),
            in.integer("retry-after-max-seconds", 1, 3_600));
    in.check(
        settings.maxInProgress >= settings.minInProgress,
        "max-in-progress",
        "must not be below min-in-progress, is " + settings.maxInProgress);
    in.check(
        settings.retryAfterMaxSeconds >= settings.retryAfterMinSeconds,
        "retry-after-max-seconds",
        "must not be below retry-after-min-seconds, is " + settings.retryAfterMaxSeconds);
    in.done();
    return settings;
  }
}
