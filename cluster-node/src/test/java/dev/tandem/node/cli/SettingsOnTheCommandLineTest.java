package dev.tandem.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.http.HttpSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsOnTheCommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicReference<Config> started = new AtomicReference<>();

  @Nested
  class GivenWrong {
    @Test
    void anUnknownOptionIsNamedWithTheNearestOne() {
      assertThat(tandem("run", "--htp-port", "1")).isEqualTo(2);
      assertThat(err.toString()).contains("--htp-port").contains("--http-port");
    }

    @Test
    void anUnknownCommandShowsTheUsage() {
      assertThat(tandem("fly")).isEqualTo(2);
      assertThat(err.toString()).contains("'fly'").contains("Usage: tandem");
    }

    @Test
    void noCommandShowsTheUsage() {
      assertThat(tandem()).isEqualTo(2);
      assertThat(err.toString()).contains("Usage: tandem");
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheNearestOne(@TempDir Path dir) throws IOException {
      Path file = Files.writeString(dir.resolve("my.conf"), "tandem.node {\n  rolls = [edge]\n}\n");

      assertThat(tandem("run", "--config", file.toString())).isEqualTo(2);
      assertThat(err.toString())
          .contains("tandem.node.rolls (" + file + ": 2): no such setting")
          .contains("did you mean tandem.node.roles?");
    }

    @Test
    void aValueInPlaceOfASectionIsOneSentence(@TempDir Path dir) throws IOException {
      Path file =
          Files.writeString(
              dir.resolve("my.conf"),
              """
              tandem.node.data = "hush"
              tandem.session = 5
              tandem.node.db = ${tandem.node.data}
              tandem.trunks.p { addresses = ["sip:p"], health = off }
              """);

      assertThat(tandem("config", "check", "--config", file.toString())).isEqualTo(2);
      assertThat(err.toString().lines())
          .containsExactlyInAnyOrder(
              "tandem: wrong settings",
              "  tandem.session (" + file + ": 2): must be a section, is 5",
              "  tandem.node.db (" + file + ": 1): must be a section, is a text",
              "  tandem.trunks.p.health (" + file + ": 4): must be a section, is a text");
    }

    @Test
    void anUnknownKeyOfAnUnknownSectionIsNamedWithItsOption() {
      assertThat(tandem("run", "--set", "tandem.nod.bind=x")).isEqualTo(2);
      assertThat(err.toString()).contains("tandem.nod (--set tandem.nod.bind): no such setting");
    }

    @Test
    void aKeyInTheWrongSectionIsShownItsPlace(@TempDir Path dir) throws IOException {
      Path file = Files.writeString(dir.resolve("my.conf"), "tandem.stop-grace = 1s\n");

      assertThat(tandem("run", "--config", file.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("did you mean tandem.node.stop-grace?");
    }

    @Test
    void aMisspeltTopLevelNameIsFound() {
      assertThat(tandem("run", "--set", "tandme.node.data=x")).isEqualTo(2);
      assertThat(err.toString()).contains("tandme").contains("did you mean tandem?");
    }

    @Test
    void allBadValuesAreToldAtOnceWithTheOptionTheyCameFrom() {
      int code =
          tandem(
              "run",
              "--http-port",
              "99999",
              "--roles",
              "edge,ears",
              "--seed",
              "here",
              "--set",
              "tandem.http.idle-timeout=soon");

      assertThat(code).isEqualTo(2);
      assertThat(err.toString())
          .contains("tandem.http.port (--http-port): must be 0 to 65535, is 99999")
          .contains("tandem.node.roles (--roles)")
          .contains("ears")
          .contains("tandem.node.cluster.seeds (--seed): must be HOST:PORT, is here")
          .contains("tandem.http.idle-timeout (--set tandem.http.idle-timeout)");
      assertThat(started.get()).isNull();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
      assertThat(tandem("config", "check", "--config", "/no/such.conf")).isEqualTo(2);
      assertThat(err.toString()).contains("--config /no/such.conf: there is no such file");
    }

    @Test
    void aFileThatCannotBeParsedIsNamedWithItsLine(@TempDir Path dir) throws IOException {
      Path file = Files.writeString(dir.resolve("my.conf"), "tandem {\n  node {\n");

      assertThat(tandem("config", "check", "--config", file.toString())).isEqualTo(2);
      assertThat(err.toString()).contains("my.conf: 3");
    }

    @Test
    void aNodeThatJoinsAClusterWithH2IsRefused() {
      assertThat(tandem("run", "--seed", "127.0.0.1:25520")).isEqualTo(2);
      assertThat(err.toString()).contains("tandem.node.db.url").contains("--db").contains("H2");
    }

    @Test
    void aRemoteSeedNeedsAnAddressThatItCanReach() {
      int code =
          tandem("run", "--seed", "10.1.2.3:25520", "--db", "jdbc:postgresql://10.1.2.4/tandem");

      assertThat(code).isEqualTo(2);
      assertThat(err.toString()).contains("tandem.node.cluster.bind").contains("10.1.2.3:25520");
    }

    @Test
    void aPasswordInADatabaseUrlIsNotRepeated() {
      assertThat(tandem("run", "--db", "jdbc:mysql://bob:hush@h/x?password=hush2")).isEqualTo(2);
      assertThat(err.toString()).contains("jdbc:mysql:").doesNotContain("hush");
    }

    @Test
    void portsOutOfShapeAreNamed() {
      assertThat(tandem("run", "--rtp-ports", "10000")).isEqualTo(2);
      assertThat(err.toString()).contains("--rtp-ports").contains("is not like 10000-20000");
    }
  }

  @Nested
  class GivenRight {
    @Test
    void optionsBecomeSettings() {
      tandem(
          "run",
          "--bind",
          "127.0.0.1",
          "--sip-port",
          "0",
          "--rtp-ports",
          "10000-10100",
          "--roles",
          "edge,session",
          "--data",
          "d");

      Config config = started.get();
      assertThat(config.getString("tandem.node.bind")).isEqualTo("127.0.0.1");
      assertThat(config.getInt("tandem.sip.transport.port")).isZero();
      assertThat(config.getInt("tandem.media.rtp-port-min")).isEqualTo(10000);
      assertThat(config.getInt("tandem.media.rtp-port-max")).isEqualTo(10100);
      assertThat(config.getStringList("tandem.node.roles")).containsExactly("edge", "session");
      assertThat(config.getString("tandem.node.data")).isEqualTo("d");
    }

    @Test
    void setBeatsAnOptionAndAnOptionBeatsTheFile(@TempDir Path dir) throws IOException {
      Path file =
          Files.writeString(
              dir.resolve("my.conf"), "tandem.http { port = 1, bind = 127.0.0.5, max-body = 7 }");

      tandem(
          "run",
          "--config",
          file.toString(),
          "--http-port",
          "2",
          "--http-bind",
          "127.0.0.6",
          "--set",
          "tandem.http.port=3");

      HttpSettings settings = HttpSettings.from(started.get());
      assertThat(settings.port()).isEqualTo(3);
      assertThat(settings.bind()).isEqualTo("127.0.0.6");
      assertThat(settings.maxBodyBytes()).isEqualTo(7);
    }

    @Test
    void aUrlNeedsNoQuotesAndAListIsAList() {
      tandem(
          "run",
          "--set",
          "tandem.node.db.url=jdbc:postgresql://h/x?a=b#c",
          "--set",
          "tandem.node.roles=[media]");

      assertThat(started.get().getString("tandem.node.db.url"))
          .isEqualTo("jdbc:postgresql://h/x?a=b#c");
      assertThat(started.get().getStringList("tandem.node.roles")).containsExactly("media");
    }

    @Test
    void theDefaultsAreRightAndAdvertiseNoWildcard() {
      assertThat(tandem("config", "check")).isZero();
      assertThat(out.toString()).contains("settings are right");

      tandem("run");
      NodeSettings settings = NodeSettings.from(started.get());
      assertThat(settings.bind()).isEqualTo("0.0.0.0");
      assertThat(settings.advertise()).isNotEmpty().isNotEqualTo("0.0.0.0");
      assertThat(settings.journalUrl()).matches("jdbc:h2:file:/.*/data/journal");
    }

    @Test
    void theFileToStartFromIsRight() {
      assertThat(tandem("config", "check", "--config", "../deploy/tandem.conf")).isZero();
      assertThat(err.toString()).isEmpty();
    }

    @Test
    void aTakenPortIsOneLineWithoutATrace() {
      assertThat(tandem("run")).isEqualTo(2);
      assertThat(err.toString().lines())
          .containsExactly("tandem: cannot listen: taken for the test");
    }

    @Test
    void helpAndVersionAreNoErrors() {
      assertThat(tandem("help")).isZero();
      assertThat(tandem("run", "--help")).isZero();
      assertThat(tandem("version")).isZero();
      assertThat(out.toString()).contains("--rtp-ports").contains("Java 2");
    }
  }

  private int tandem(String... args) {
    var check = new SettingsCheck(List.of(NodeSettings::from, HttpSettings::from));
    return TandemCli.create(
            config -> {
              started.set(config);
              throw new IllegalStateException(new BindException("taken for the test"));
            },
            check)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
