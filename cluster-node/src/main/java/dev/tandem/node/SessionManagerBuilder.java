package dev.tandem.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.tandem.api.CallHandler;
import dev.tandem.api.CredentialStore;
import dev.tandem.api.SessionCoordinator;
import dev.tandem.config.InvalidSettings;
import dev.tandem.node.routes.RouteHandler;
import dev.tandem.node.routes.RouteTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a [SessionCoordinator]: a SIP server in three lines.
///
/// ```java
/// var server = new SessionManagerBuilder().build();
/// // … or with a handler: new SessionManagerBuilder().handler(call -> CallDecision.accept()).build()
/// server.start();
/// ```
///
/// What is not set here is as in the configuration (`reference.conf`).
public final class SessionManagerBuilder {
  private Config config = ConfigFactory.empty();
  private final List<String> problems = new ArrayList<>();
  private final List<Map<String, String>> tables = new ArrayList<>();
  private @Nullable CallHandler handler;
  private @Nullable CredentialStore credentials;

  /// What happens to incoming calls; without one the configured routes decide.
  public SessionManagerBuilder handler(CallHandler callHandler) {
    handler = callHandler;
    return this;
  }

  /// Who may register and call, beside `tandem.users`. With one, calls from strangers are refused
  /// unless `tandem.edge.auth` says otherwise.
  public SessionManagerBuilder credentials(CredentialStore store) {
    credentials = store;
    return this;
  }

  /// @param port 0–65535, 0 lets the system choose; 5060 without
  public SessionManagerBuilder sipPort(int port) {
    return set(
        "sipPort", port >= 0 && port <= 65535, "tandem.sip.transport.port", port, "0 to 65535");
  }

  /// @param address numeric, `0.0.0.0` for all
  public SessionManagerBuilder localBindAddress(String address) {
    return set("localBindAddress", !address.isBlank(), "tandem.node.bind", address, "an address");
  }

  /// @param address the one peers reach us by, in Contact and SDP
  public SessionManagerBuilder advertisedAddress(String address) {
    return set(
        "advertisedAddress", !address.isBlank(), "tandem.node.advertise", address, "an address");
  }

  /// @param first even
  /// @param last odd, above `first`
  public SessionManagerBuilder mediaPorts(int first, int last) {
    set(
        "mediaPorts",
        first >= 1024 && first < last && last <= 65535,
        "tandem.media.rtp-port-min",
        first,
        "a range within 1024 to 65535");
    return set("mediaPorts", true, "tandem.media.rtp-port-max", last, "");
  }

  public SessionManagerBuilder maxSessions(int sessions) {
    return set("maxSessions", sessions > 0, "tandem.session.max-sessions", sessions, "more than 0");
  }

  /// After which a call is ended.
  public SessionManagerBuilder sessionTimeout(Duration age) {
    return set(
        "sessionTimeout",
        age.compareTo(Duration.ofSeconds(1)) >= 0,
        "tandem.session.max-age",
        age.toMillis() + "ms",
        "1 s or more");
  }

  /// @param codecs of `PCMU`, `PCMA`, best first
  public SessionManagerBuilder preferredCodecs(String... codecs) {
    return set(
        "preferredCodecs",
        codecs.length > 0,
        "tandem.session.codecs",
        List.of(codecs),
        "at least one codec");
  }

  /// Where the embedded database lives.
  public SessionManagerBuilder dataDirectory(Path directory) {
    return set("dataDirectory", true, "tandem.node.data", directory.toString(), "");
  }

  /// @param url `jdbc:h2:…` or `jdbc:postgresql:…`
  public SessionManagerBuilder database(String url) {
    return set("database", url.startsWith("jdbc:"), "tandem.node.db.url", url, "a JDBC URL");
  }

  /// What calls follow that ask for no other table.
  ///
  /// @param name of a shipped table (`default`, `gateway`, `sip_client`) or of one added here
  public SessionManagerBuilder stateTable(String name) {
    return set("stateTable", !name.isBlank(), "tandem.session.state-table", name, "a name");
  }

  /// Adds a table that calls can ask for by name ([dev.tandem.api.CallDecision#withTable]).
  ///
  /// @param name 1–64 of `[A-Za-z0-9_-]`
  /// @param yaml path of a state table
  public SessionManagerBuilder stateTable(String name, Path yaml) {
    tables.add(Map.of("name", name, "file", yaml.toString()));
    return set("stateTable", true, "tandem.session.state-tables", List.copyOf(tables), "");
  }

  /// What calls follow that ask for no other table.
  ///
  /// @param yaml path of a state table
  public SessionManagerBuilder stateTable(Path yaml) {
    return set("stateTable", true, "tandem.session.state-table", yaml.toString(), "");
  }

  /// Any key of the configuration, as with `--set`.
  public SessionManagerBuilder setting(String key, Object value) {
    return set("setting", !key.isBlank(), key, value, "a key");
  }

  /// @throws InvalidSettings naming every option that is wrong
  public SessionCoordinator build() {
    if (!problems.isEmpty()) {
      throw new InvalidSettings(problems);
    }
    Config whole = NodeConfig.under(config);
    CallHandler calls = handler == null ? new RouteHandler(RouteTable.from(whole)) : handler;
    NodeConfig.SETTINGS.check(whole);
    return new NodeHost(whole, new Application(calls, credentials)).coordinator();
  }

  private SessionManagerBuilder set(
      String option, boolean right, String key, Object value, String expected) {
    if (right) {
      config = config.withValue(key, ConfigValueFactory.fromAnyRef(value, option));
    } else {
      problems.add(option + " must be " + expected + ", is " + value);
    }
    return this;
  }
}
