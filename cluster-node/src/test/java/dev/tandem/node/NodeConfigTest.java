package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.StartupFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
