package dev.tandem.node.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;

/// What Pekko needs to be for us: above its own defaults, below whatever an operator says.
public final class PekkoDefaults {
  private static final String RESOURCE = "dev/tandem/node/pekko.conf";

  private PekkoDefaults() {}

  public static Config load() {
    return ConfigFactory.parseResources(
        PekkoDefaults.class.getClassLoader(),
        RESOURCE,
        ConfigParseOptions.defaults().setAllowMissing(false));
  }
}
