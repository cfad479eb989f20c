package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.tandem.config.InvalidSettings;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.StartupFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
  private static Config derived(String text) {
    Config config = NodeConfig.under(ConfigFactory.parseString(text));
    return NodeConfig.derive(config, NodeSettings.from(config));
  }

  @Test
  void theNodesAddressesReachAllParts() {
    Config config = derived("tandem.node { bind = \"127.0.0.1\", advertise = \"192.0.2.9\" }");

    assertThat(config.getString("tandem.sip.transport.address")).isEqualTo("127.0.0.1");
    assertThat(config.getString("tandem.media.bind-address")).isEqualTo("127.0.0.1");
    assertThat(config.getString("tandem.edge.advertised-host")).isEqualTo("192.0.2.9");
    assertThat(config.getString("tandem.media.advertised-address")).isEqualTo("192.0.2.9");
  }

  @Test
  void whatTheOperatorSetForOnePartStays() {
    Config config =
        derived(
            """
            tandem.node.bind = "127.0.0.1"
            tandem.media.bind-address = "127.0.0.7"
            """);

    assertThat(config.getString("tandem.media.bind-address")).isEqualTo("127.0.0.7");
    assertThat(config.getString("tandem.sip.transport.address")).isEqualTo("127.0.0.1");
  }

  @Test
  void rolesAndClusterAddressBecomePekkos() {
    Config config =
        derived("tandem.node { roles = [session, edge], cluster { bind = \"127.0.0.3\" } }");

    assertThat(config.getStringList("pekko.cluster.roles")).containsExactly("edge", "session");
    assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("127.0.0.3");
  }

  @Nested
  class Checked {
    @TempDir Path dir;

    private List<String> problems(String text) {
      Config config =
          NodeConfig.under(
              ConfigFactory.parseString(
                  text, ConfigParseOptions.defaults().setOriginDescription("my.conf")));
      try {
        NodeConfig.SETTINGS.check(config);
        return List.of();
      } catch (InvalidSettings e) {
        return e.problems();
      }
    }

    @Test
    void aTrunkThatARouteNamesMustBeThere() {
      String route = "tandem.routes = [\n{user = \"9(.*)\", do = \"trunk nosuch $1\"}\n]\n";

      assertThat(problems(route))
          .containsExactly(
              "tandem.routes (my.conf: 2): route 1, user \"9(.*)\": there is no trunk nosuch, nor"
                  + " any other: give it in tandem.trunks");
      assertThat(
              problems(
                  route
                      + "tandem.trunks { b.addresses = [\"sip:b\"], a.addresses ="
                      + " [\"sip:a\"] }"))
          .singleElement()
          .asString()
          .endsWith("there is no trunk nosuch: tandem.trunks has a, b");
      assertThat(problems(route + "tandem.trunks.nosuch.addresses = [\"sip:b\"]")).isEmpty();
    }

    @Test
    void aSoundFileThatIsMissingIsToldWithTheRouteThatPlaysIt() {
      assertThat(
              problems(
                  "tandem.media.files = \""
                      + dir
                      + "\"\ntandem.routes = [\n{user = a, do = echo}\n{user = b, do = \"play"
                      + " x.wav\"}\n]"))
          .singleElement()
          .asString()
          .startsWith("tandem.routes (my.conf: 4): route 2, user \"b\": sound file x.wav: ");
      assertThat(
              problems(
                  "tandem.media.files = \""
                      + dir
                      + "\"\ntandem.session.music-on-hold = \"file:x.wav\""))
          .singleElement()
          .asString()
          .startsWith("tandem.session.music-on-hold (my.conf: 2): sound file x.wav: ");
    }

    @Test
    void aStateTableThatIsNoneIsToldWithItsPlace() {
      assertThat(problems("\ntandem.session.state-table = nosuch"))
          .containsExactly(
              "tandem.session.state-table (my.conf: 2): there is neither a state table nor a file"
                  + " nosuch; shipped are default, gateway, sip_client");
      assertThat(
              problems(
                  "tandem.session.state-tables = [\n{name = own, file = \"/no/such.yaml\"}\n]"))
          .containsExactly(
              "tandem.session.state-tables (my.conf: 2): table own: there is no file /no/such.yaml");
      assertThat(problems("tandem.session.state-table = \"a\\u0000b\""))
          .singleElement()
          .asString()
          .contains("state-table (my.conf: 1): is no path");
    }

    @Test
    void everyProblemOfAStateTableIsToldWithFileAndLine() throws Exception {
      Path file =
          Files.writeString(
              dir.resolve("own.yaml"), "version: \"1.0\"\nextends: nosuch\ntransition: []\n");

      assertThat(problems("tandem.session.state-tables = [{name = own, file = \"" + file + "\"}]"))
          .hasSizeGreaterThan(1)
          .allMatch(it -> it.startsWith("tandem.session.state-tables (my.conf: 1): table own: "))
          .anyMatch(it -> it.contains(file + ":2: "))
          .anyMatch(it -> it.contains(file + ":3: "));
      assertThat(problems("tandem.session.state-table = \"" + file + "\""))
          .anyMatch(
              it -> it.startsWith("tandem.session.state-table (my.conf: 1): " + file + ":2:"));
    }

    @Test
    void aRouteByAnUnknownStateTableIsNamed() {
      assertThat(
              problems(
                  "tandem.routes = [\n{user = a, do = echo}\n{user = b, do = echo, table ="
                      + " nosuch}\n]"))
          .singleElement()
          .asString()
          .startsWith(
              "tandem.routes (my.conf: 3): route 2, user \"b\": there is no state table nosuch:"
                  + " known are default,");
    }

    @Test
    void anAddressThatIsNoneIsToldWithItsOwnLine() {
      assertThat(problems("tandem.edge.auth.trusted = [\n\"192.0.2.1\"\n\"host\"\n]"))
          .singleElement()
          .asString()
          .startsWith("tandem.edge.auth.trusted (my.conf: 3): ")
          .endsWith("names host");
      assertThat(problems("tandem.trunks.p {\naddresses = [\"sip:p\"]\ntrusted = [\"host\"]\n}"))
          .singleElement()
          .asString()
          .startsWith("tandem.trunks.p.trusted (my.conf: 3): ")
          .endsWith("names host");
    }

    @Test
    void whatATrunkNeedsToRegisterIsToldWhereItIsAskedFor() {
      assertThat(
              problems(
                  "tandem.trunks.p {\naddresses = [\"sip:p\"]\nregister.enabled = on\npassword = x\n}"))
          .containsExactlyInAnyOrder(
              "tandem.trunks.p.password (my.conf: 4): needs user beside it: who logs in with it",
              "tandem.trunks.p.register.enabled (my.conf: 3): needs user, or register.user: whom to"
                  + " register");
      assertThat(
              problems("tandem.trunks.p {\naddresses = [\"sip:p\"]\nregister.enabled = maybe\n}"))
          .anyMatch(it -> it.startsWith("tandem.trunks.p.register.enabled (my.conf: 3): "));
      assertThat(problems("tandem.trunks {\nP.addresses = [\"sip:p\"]\n}"))
          .anyMatch(it -> it.startsWith("tandem.trunks (my.conf: 2): a trunk is NAME"));
    }
  }

  @Nested
  class Secret {
    @TempDir Path dir;

    private NodeSettings settings(String more) {
      return NodeSettings.from(
          NodeConfig.under(
              ConfigFactory.parseString("tandem.node.data = \"" + dir + "/fresh\"\n" + more)));
    }

    @Test
    void aLoneNodeMakesOneAndKeepsItForItselfAlone() throws Exception {
      byte[] first = ClusterSecret.of(settings(""));
      byte[] second = ClusterSecret.of(settings(""));

      assertThat(first).hasSizeGreaterThanOrEqualTo(16).isEqualTo(second);
      assertThat(Files.getPosixFilePermissions(dir.resolve("fresh/cluster-secret")))
          .extracting(Enum::name)
          .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Test
    void theOneThatIsGivenIsTaken() {
      String given = "sixteen characters and more";

      assertThat(ClusterSecret.of(settings("tandem.node.cluster.secret = \"" + given + '"')))
          .isEqualTo(given.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aNodeOfAClusterMustBeGivenOne() {
      assertThatThrownBy(() ->
              ClusterSecret.of(
                  settings(
                      "tandem.node.cluster.seeds = [\"127.0.0.1:1\"]\n"
                          + "tandem.node.db.url = \"jdbc:postgresql://127.0.0.1/x\"")))
          .isInstanceOf(StartupFailure.class)
          .hasMessageContaining("tandem.node.cluster.secret");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNamed() throws Exception {
      Files.writeString(dir.resolve("fresh"), "a file where a directory should be");

      assertThatThrownBy(() -> ClusterSecret.of(settings("")))
          .isInstanceOf(StartupFailure.class)
          .hasMessageContaining("tandem.node.data");
    }
  }
}
