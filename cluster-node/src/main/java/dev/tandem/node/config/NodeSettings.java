package dev.tandem.node.config;

import com.typesafe.config.Config;
import dev.tandem.config.InvalidSettings;
import dev.tandem.config.SettingsReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Checked form of `tandem.node` in `reference.conf`, where each key is explained.
///
/// @param roles not empty
/// @param advertise the address peers are told, never a wildcard
/// @param databaseUrl empty for the embedded H2 file under `data`
/// @param stopGrace how long a stopping node lets its calls go on or move
/// @param startLimit how long a start may take until the node is ready
public record NodeSettings(
    Set<Role> roles,
    String bind,
    String advertise,
    Path data,
    ClusterSettings cluster,
    String databaseUrl,
    Duration stopGrace,
    Duration startLimit) {

  private static final String SECTION = "tandem.node";

  /// How this node meets the others.
  ///
  /// @param port 0 lets the system choose
  /// @param seeds empty for a node that stays alone
  /// @param secret shared by all nodes of a cluster; empty lets a lone node make its own
  public record ClusterSettings(String bind, int port, List<HostPort> seeds, String secret) {
    /// Without the secret, which must not reach a log.
    @Override
    public String toString() {
      return "ClusterSettings[bind=" + bind + ", port=" + port + ", seeds=" + seeds + "]";
    }
  }

  /// Where the journal is: the database that was given, else a file under [#data].
  public String journalUrl() {
    return databaseUrl.isEmpty()
        ? "jdbc:h2:file:" + data.toAbsolutePath().normalize().resolve("journal")
        : databaseUrl;
  }

  /// @throws InvalidSettings naming every problem of the section
  public static NodeSettings from(Config config) {
    var in = new SettingsReader(config, SECTION);
    Set<Role> roles = roles(in);
    String bind = filled(in, "bind");
    String advertise = advertise(in, bind);
    Path data = path(in);
    ClusterSettings cluster = cluster(in);
    String url = databaseUrl(in, roles, cluster);
    Duration grace = in.duration("stop-grace", Duration.ZERO, Duration.ofHours(24));
    Duration limit = in.duration("start-limit", Duration.ofSeconds(1), Duration.ofHours(1));
    in.done();
    return new NodeSettings(roles, bind, advertise, data, cluster, url, grace, limit);
  }

  private static Set<Role> roles(SettingsReader in) {
    var roles = EnumSet.noneOf(Role.class);
    List<String> words = in.texts("roles");
    for (String word : words) {
      Role.of(word.strip())
          .ifPresentOrElse(
              roles::add,
              () -> in.problem("roles", "may name edge, session and media, names " + word));
    }
    in.check(!words.isEmpty(), "roles", "must name at least one of edge, session, media");
    return roles;
  }

  private static String advertise(SettingsReader in, String bind) {
    String advertise = in.text("advertise");
    in.check(
        !LocalAddress.isWildcard(advertise),
        "advertise",
        "must be an address that peers can reach, is " + advertise);
    return advertise.isBlank() ? LocalAddress.forPeers(bind) : advertise;
  }

  private static Path path(SettingsReader in) {
    String text = filled(in, "data");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      in.problem("data", "is no path: " + e.getReason());
      return Path.of(".");
    }
  }

  private static ClusterSettings cluster(SettingsReader in) {
    String bind = filled(in, "cluster.bind");
    int port = in.integer("cluster.port", 0, 65535);
    List<HostPort> seeds = new ArrayList<>();
    for (String text : in.texts("cluster.seeds")) {
      HostPort.parse(text)
          .ifPresentOrElse(
              seeds::add, () -> in.problem("cluster.seeds", "must be HOST:PORT, is " + text));
    }
    checkReach(in, bind, seeds);
    return new ClusterSettings(bind, port, List.copyOf(seeds), in.text("cluster.secret"));
  }

  /// A node that listens on loopback only could call a remote seed but never be called back.
  private static void checkReach(SettingsReader in, String bind, List<HostPort> seeds) {
    for (HostPort seed : seeds) {
      in.check(
          !LocalAddress.isLoopback(bind) || LocalAddress.isLoopback(seed.host()),
          "cluster.bind",
          "is " + bind + ", which " + seed + " cannot reach; bind an address of your network");
    }
  }

  private static String databaseUrl(SettingsReader in, Set<Role> roles, ClusterSettings cluster) {
    String url = in.text("db.url").strip();
    in.check(
        url.isEmpty() || url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:"),
        "db.url",
        "must start with jdbc:postgresql: or jdbc:h2:, is " + withoutPassword(url));
    boolean shared = url.startsWith("jdbc:postgresql:");
    in.check(
        shared || cluster.seeds().isEmpty() || !roles.contains(Role.SESSION),
        "db.url",
        "a session node that joins a cluster needs a database all of them share: give a"
            + " jdbc:postgresql: URL (--db). H2 is for one node alone.");
    return url;
  }

  private static String filled(SettingsReader in, String key) {
    String text = in.text(key).strip();
    in.check(!text.isEmpty(), key, "must not be empty");
    return text;
  }

  /// URLs may carry `user:password@` or `?password=`; messages must not.
  private static String withoutPassword(String url) {
    return url.replaceAll("(?i)(password=)[^&;]*", "$1…").replaceAll("//[^/@]*@", "//…@");
  }
}
