package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.config.StartupFailure;
import dev.tandem.node.journal.Journal;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/// Starts the actor system of a node.
final class ActorSystems {
  private static final String NAME = "tandem";

  private ActorSystems() {}

  static ActorSystem<Void> create(Config config, @Nullable Journal journal) {
    var bootstrap = BootstrapSetup.create(config);
    var setup =
        journal == null
            ? ActorSystemSetup.create(bootstrap)
            : ActorSystemSetup.create(bootstrap, journal.setup());
    try {
      return ActorSystem.create(Behaviors.empty(), NAME, setup);
    } catch (RuntimeException e) {
      String address =
          config.getString("pekko.remote.artery.canonical.hostname")
              + ":"
              + config.getInt("pekko.remote.artery.canonical.port");
      throw new StartupFailure(
          "The cluster port "
              + address
              + " cannot be opened: choose another with --cluster-port"
              + " (tandem.node.cluster.port)",
          e);
    }
  }
}
