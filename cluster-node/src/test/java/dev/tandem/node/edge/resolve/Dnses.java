package dev.tandem.node.edge.resolve;

import com.typesafe.config.ConfigFactory;

/// Settings for tests.
final class Dnses {
  private Dnses() {}

  static DnsSettings settings(String own) {
    return DnsSettings.from(
        ConfigFactory.parseString(own).withFallback(ConfigFactory.defaultReference()).resolve());
  }
}
