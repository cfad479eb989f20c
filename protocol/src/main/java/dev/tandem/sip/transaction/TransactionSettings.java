package dev.tandem.sip.transaction;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;
import java.time.Duration;

/// `tandem.sip.timers`.
///
/// @param t1 estimate of the round trip (RFC 3261 §17.1.1.1)
/// @param t2 longest interval between retransmissions of a non-INVITE request or a response
/// @param t4 how long a message stays in the network
/// @param maxTransactions client and server together
/// @param largestDatagram bytes; a larger request goes by TCP (§18.1.1)
public record TransactionSettings(
    Duration t1, Duration t2, Duration t4, int maxTransactions, int largestDatagram) {
  /// Timer D on an unreliable transport, at least 32 s (§17.1.1.2).
  private static final Duration LEAST_D = Duration.ofSeconds(32);

  public static TransactionSettings from(Config config) {
    var in = new SettingsReader(config, "tandem.sip.timers");
    var settings =
        new TransactionSettings(
            in.duration("t1", Duration.ofMillis(50), Duration.ofSeconds(5)),
            in.duration("t2", Duration.ofMillis(100), Duration.ofSeconds(30)),
            in.duration("t4", Duration.ofMillis(100), Duration.ofSeconds(30)),
            in.integer("max-transactions", 10, 10_000_000),
            in.integer("largest-datagram", 500, 65_000));
    in.check(
        settings.t2.compareTo(settings.t1) >= 0, "t2", "must not be shorter than t1, is shorter");
    in.done();
    return settings;
  }

  long t1Ns() {
    return t1.toNanos();
  }

  long t2Ns() {
    return t2.toNanos();
  }

  long t4Ns() {
    return t4.toNanos();
  }

  /// Timers B, F, H, J, L and M.
  long giveUpNs() {
    return 64 * t1.toNanos();
  }

  long timerDNs() {
    return Math.max(LEAST_D.toNanos(), giveUpNs());
  }
}
