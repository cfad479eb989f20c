package dev.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import dev.tandem.session.SessionSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class StateTablesReloadTest {
  private static final String RIGHT = "version: \"1.0\"\nextends: default\ntransitions: []\n";

  @TempDir Path dir;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Path file;
  private StateTables tables;

  @BeforeEach
  void open() throws Exception {
    file = Files.writeString(dir.resolve("own.yaml"), RIGHT);
    tables =
        StateTables.open(
            SessionSettings.from(
                NodeConfig.under(
                    ConfigFactory.parseString(
                        "tandem.session { state-table = \""
                            + file
                            + "\", state-table-watch = 0s }"))));
    logger().addAppender(log);
    log.start();
  }

  @AfterEach
  void close() {
    logger().detachAppender(log);
    logger().setLevel(null);
    tables.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(StateTables.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version: \"1.0\"\nextends: nosuch\ntransition: []\n",
        "version: [\n",
        "",
        "---\n--- !x\n",
        "a: &a [*a]\n",
        "\u0000",
        "version: !!binary x\n\ttransitions:",
      })
  void aBrokenFileIsOneWarningWithFileAndLine(String text) throws Exception {
    Files.writeString(file, text);
    tables.reload();

    assertThat(tables.broken()).isEqualTo(1);
    assertThat(log.list)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getLevel()).isEqualTo(Level.WARN);
          assertThat(event.getThrowableProxy()).isNull();
          assertThat(event.getFormattedMessage().lines()).hasSize(1);
          assertThat(event.getFormattedMessage()).containsPattern(file + ":[0-9]+: ");
        });
  }

  @Test
  void aFileThatIsRepairedIsOneLineEvenWhenItIsWhatItWas() throws Exception {
    logger().setLevel(Level.INFO);
    Files.writeString(file, "version: [\n");
    tables.reload();
    Files.writeString(file, RIGHT);
    tables.reload();
    tables.reload();

    assertThat(tables.broken()).isZero();
    assertThat(log.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.INFO);
    assertThat(log.list.getLast().getFormattedMessage())
        .startsWith("state table is right again")
        .contains("table=" + file);
  }

  @Test
  void whatCannotBeReadIsOneWarningThatNamesTheFile() throws Exception {
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    tables.reload();
    Files.delete(file);
    tables.reload();

    assertThat(log.list).hasSize(2);
    assertThat(log.list)
        .allSatisfy(event -> {
          assertThat(event.getLevel()).isEqualTo(Level.WARN);
          assertThat(event.getThrowableProxy()).isNull();
          assertThat(event.getFormattedMessage()).contains(file.toString());
        });
  }
}
