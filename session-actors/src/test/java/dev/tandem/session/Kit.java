package dev.tandem.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;

/// Actor systems of tests: serializing like a node's, the journal in memory.
public final class Kit {
  private static final Config COMMON =
      ConfigFactory.parseString(
          """
          pekko.loglevel = ERROR
          pekko.stdout-loglevel = OFF
          pekko.actor.serialization-bindings { "dev.tandem.protocol.Wire" = jackson-cbor }
          pekko.serialization.jackson.jackson-cbor.compression.algorithm = off
          """);

  /// The journal is not slow because a test lets a minute pass while it writes.
  private static final Config PATIENT =
      ConfigFactory.parseString(
          """
          pekko.persistence.journal-plugin-fallback {
            circuit-breaker.call-timeout = 1000d
            recovery-event-timeout = 1000d
          }
          """);

  private Kit() {}

  public static ActorTestKit create(String name) {
    return ActorTestKit.create(
        name,
        COMMON.withFallback(PersistenceTestKitPlugin.config()).withFallback(ConfigFactory.load()));
  }

  /// Time stands still until it is told to pass.
  public static ActorTestKit withManualTime(String name) {
    return ActorTestKit.create(
        name,
        COMMON
            .withFallback(PATIENT)
            .withFallback(ManualTime.config())
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(ConfigFactory.load()));
  }
}
