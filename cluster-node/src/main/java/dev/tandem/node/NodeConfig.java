package dev.tandem.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import dev.tandem.media.MediaSettings;
import dev.tandem.node.cli.SettingsCheck;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.PekkoDefaults;
import dev.tandem.node.config.Role;
import dev.tandem.node.edge.AuthSettings;
import dev.tandem.node.edge.EdgeSettings;
import dev.tandem.node.edge.TrunkPeers;
import dev.tandem.node.http.HttpSettings;
import dev.tandem.node.journal.JournalSettings;
import dev.tandem.node.routes.RouteTable;
import dev.tandem.node.users.UserSettings;
import dev.tandem.registrar.RegistrarSettings;
import dev.tandem.session.SessionSettings;
import dev.tandem.sip.SipSettings;
import dev.tandem.watch.SubscriptionSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// One configuration for all parts of a node: what `tandem.node` says about addresses, roles and
/// the database reaches the sections of the parts, unless they were set themselves.
final class NodeConfig {
  /// All sections, so that an operator learns all that is wrong in one go.
  static final SettingsCheck SETTINGS =
      new SettingsCheck(
          List.of(
              NodeSettings::from,
              HttpSettings::from,
              RouteTable::from,
              NodeConfig::tablesOfRoutes,
              SessionSettings::from,
              StateTables::check,
              RegistrarSettings::from,
              SubscriptionSettings::from,
              UserSettings::from,
              AuthSettings::from,
              TrunkPeers::from,
              derived(EdgeSettings::from),
              derived(SipSettings::from),
              derived(MediaSettings::from),
              derived(NodeConfig::sounds),
              derived(JournalSettings::from),
              dev.tandem.node.journal.RecordKeeper.Settings::from));

  private NodeConfig() {}

  /// `own` over our settings of Pekko over all defaults.
  static Config under(Config own) {
    return own.withFallback(PekkoDefaults.load())
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  static Config derive(Config config, NodeSettings node) {
    Config derived = config;
    for (var value :
        Map.of(
                "tandem.sip.transport.address", node.bind(),
                "tandem.edge.advertised-host", node.advertise(),
                "tandem.media.bind-address", node.bind(),
                "tandem.media.advertised-address", node.advertise(),
                "tandem.journal.url", node.journalUrl())
            .entrySet()) {
      if (isDefault(config, value.getKey())) {
        derived = with(derived, value.getKey(), value.getValue());
      }
    }
    derived = with(derived, "pekko.remote.artery.canonical.hostname", node.cluster().bind());
    derived = with(derived, "pekko.remote.artery.canonical.port", node.cluster().port());
    return with(
        derived, "pekko.cluster.roles", node.roles().stream().map(Role::word).sorted().toList());
  }

  private static Config with(Config config, String key, Object value) {
    return config.withValue(key, ConfigValueFactory.fromAnyRef(value, "tandem.node"));
  }

  /// A call must not ask for a state table that no node can have.
  private static void tablesOfRoutes(Config config) {
    var in = new SettingsReader(config, "tandem");
    Set<String> known = SessionSettings.tableNames(config);
    int number = 0;
    for (Config route : in.sections("routes")) {
      number++;
      String table = route.hasPath("table") ? String.valueOf(route.getAnyRef("table")) : null;
      if (table != null && !known.contains(table)) {
        in.problem(
            "routes",
            route,
            RouteTable.name(number, route)
                + ": there is no state table "
                + table
                + ": known are "
                + String.join(", ", known)
                + "; name your own in tandem.session.state-tables");
      }
    }
    in.done();
  }

  /// Once the sections it looks at are right.
  private static void sounds(Config config) {
    try {
      MediaSettings.from(config);
      SessionSettings.from(config);
      RouteTable.from(config);
    } catch (InvalidSettings _) {
      return; // reported by the sections themselves
    }
    SoundCheck.check(config);
  }

  private static boolean isDefault(Config config, String key) {
    return String.valueOf(config.getValue(key).origin().description()).contains("reference.conf");
  }

  private static Consumer<Config> derived(Consumer<Config> section) {
    return config -> {
      NodeSettings node;
      try {
        node = NodeSettings.from(config);
      } catch (InvalidSettings _) {
        return; // reported by its own section; what follows from it would only confuse
      }
      section.accept(derive(config, node));
    };
  }
}
