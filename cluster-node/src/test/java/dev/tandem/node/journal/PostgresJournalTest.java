package dev.tandem.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.node.Relay;
import dev.tandem.node.postgres.LocalPostgres;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresJournalTest extends JournalContract {
  @TempDir static Path directory;
  private static LocalPostgres postgres;
  private static final AtomicInteger DATABASES = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    postgres = LocalPostgres.start(directory, 0);
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.stop();
  }

  @Override
  Map<String, ?> database() throws Exception {
    String name = "t" + DATABASES.incrementAndGet();
    try (var connection = DriverManager.getConnection(postgres.jdbcUrl())) {
      connection.createStatement().execute("create database " + name);
    }
    return Map.of("tandem.journal.url", postgres.jdbcUrl().replace("/tandem?", "/" + name + "?"));
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long: %s", what).isLessThan(limit);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Nested
  class WhenTheServerGoesAway {
    @Test
    void whoHasBegunGoesOnAndAllIsStoredWhenItIsBack() throws Exception {
      try (var node = node()) {
        var ledger = node.ledger("session|5-patient");
        node.note(ledger, "before");
        int port = postgres.port();

        postgres.stop();
        assertThat(node.note(ledger, "during")).isEqualTo(2);
        assertThat(node.note(ledger, "still")).isEqualTo(3);
        assertThat(node.journal.isAway()).isTrue();
        postgres = LocalPostgres.start(directory, port);
        await("journal back", () -> !node.journal.isAway());

        assertThat(node.read(node.ledger("session|5-patient")))
            .containsExactly("before", "during", "still");
        assertThat(node.journal.metrics().queueRows).hasValue(0);
      }
    }

    @Test
    void whoIsNewWaitsForIt() throws Exception {
      try (var node = node()) {
        int port = postgres.port();
        postgres.stop();

        var write = write("session|5-new", 1, "w");
        node.journal.writer().submit(write);
        await("journal away", node.journal::isAway);
        assertThat(write.future().isCompleted()).isFalse();
        postgres = LocalPostgres.start(directory, port);

        await("it is stored", write.future()::isCompleted);
        assertThat(fate(write)).isEmpty();
      }
    }

    @Test
    void whatWasPromisedOutlivesThePatience() throws Exception {
      try (var node = node("patience", "1s")) {
        var ledger = node.ledger("session|5-long");
        node.note(ledger, "before");
        int port = postgres.port();
        postgres.stop();
        node.note(ledger, "during");
        var late = write("session|5-late", 1, "w");
        node.journal.writer().submit(late);
        assertThat(fate(late)).contains(WriteFailed.Reason.AWAY);

        postgres = LocalPostgres.start(directory, port);
        await("journal back", () -> !node.journal.isAway());

        assertThat(node.read(node.ledger("session|5-long"))).containsExactly("before", "during");
      }
    }

    @Test
    void nothingIsPromisedWithoutTheMajority() throws Exception {
      try (var node = node()) {
        node.journal.fenceWith(() -> false);
        var write = write("session|5-cut-off", 2, "w");
        int port = postgres.port();
        postgres.stop();
        await("journal away", node.journal::isAway);

        node.journal.writer().submit(write);
        await("it is held", () -> node.journal.metrics().heldFenced.sum() > 0);

        assertThat(write.future().isCompleted()).isFalse();
        postgres = LocalPostgres.start(directory, port);
      }
    }

    /// Connections stand, nothing comes back: only time tells.
    @Test
    void aSilentServerIsGivenUpAfterAMoment() throws Exception {
      try (var relay =
          new Relay("127.0.0.1", new InetSocketAddress("127.0.0.1", postgres.port()))) {
        String url = postgres.jdbcUrl().replaceFirst(":[0-9]+/", ":" + relay.port() + "/");
        try (var node = node("url", url)) {
          var ledger = node.ledger("session|5-silent");
          node.note(ledger, "before");

          relay.silence(true);
          assertThat(node.note(ledger, "during")).isEqualTo(2);
          assertThat(node.journal.isAway()).isTrue();
          relay.silence(false);
          await("journal back", () -> !node.journal.isAway());

          assertThat(node.read(node.ledger("session|5-silent")))
              .containsExactly("before", "during");
        }
      }
    }

    @Test
    void writesOlderThanThePatienceFailAndTheJournalRecoversWithoutTraffic() throws Exception {
      try (var node = node("patience", "1s")) {
        int port = postgres.port();
        postgres.stop();

        var write = write("session|5-expired", 1, "w");
        node.journal.writer().submit(write);

        assertThat(fate(write)).contains(WriteFailed.Reason.AWAY);
        assertThat(node.journal.isAway()).isTrue();
        assertThat(node.journal.metrics().queueRows).hasValue(0);
        postgres = LocalPostgres.start(directory, port);
        await("journal back", () -> !node.journal.isAway());
      }
    }
  }

  @Nested
  class OpeningFails {
    @Test
    void withOneLineWhenNobodyListens() {
      assertMessage("jdbc:postgresql://127.0.0.1:1/tandem", "cannot reach the journal");
    }

    @Test
    void withOneLineWhenThePasswordIsWrong() throws Exception {
      assertMessage(
          "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/tandem?user=tandem&password=secret",
          "refused user or password");
    }

    @Test
    void withOneLineWhenThereIsNoSuchDatabase() throws Exception {
      assertMessage(postgres.jdbcUrl().replace("/tandem?", "/nowhere?"), "knows no such database");
    }

    private static void assertMessage(String url, String expected) {
      JournalSettings settings = JournalNode.settings(Map.of("tandem.journal.url", url));

      assertThatThrownBy(() -> Journal.open(settings))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessageContaining(expected)
          .hasMessageNotContaining("secret")
          .hasMessageNotContaining("\n");
    }
  }
}
