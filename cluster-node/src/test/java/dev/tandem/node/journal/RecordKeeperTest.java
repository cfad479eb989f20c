package dev.tandem.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.e2e.Await;
import dev.tandem.node.journal.RecordKeeper.Rhythm;
import dev.tandem.protocol.CallRecord;
import dev.tandem.protocol.EndCause;
import dev.tandem.protocol.SessionId;
import dev.tandem.session.core.SessionEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordKeeperTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final EndCause BYE = new EndCause(EndCause.By.REMOTE, 200, "Normal");

  @TempDir Path directory;
  private JournalNode node;
  private RowCodec codec;

  @BeforeEach
  void start() throws Exception {
    node =
        JournalNode.start(Map.of("tandem.journal.url", "jdbc:h2:file:" + directory.resolve("r")));
    codec = new RowCodec(SerializationExtension.get(node.system.classicSystem()));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private RecordKeeper keep(Rhythm rhythm, Duration grace) {
    var settings = new RecordKeeper.Settings(grace, Duration.ofDays(1));
    return node.journal.keepRecords(node.system, settings, rhythm, () -> true);
  }

  private static Rhythm rhythm(
      Duration sweep, Duration overtaken, Duration sweepAll, Duration clean) {
    return new Rhythm(SOON, sweep, overtaken, sweepAll, clean);
  }

  private void end(Connection connection, String session, Instant when) throws Exception {
    var id = new SessionId(session);
    var record =
        new CallRecord(id, "UAS", null, null, "sip:a@x", "sip:b@x", "c", when, when, when, BYE, 0);
    var event = new SessionEvent.Ended("Terminated", BYE, when, record, 2);
    var repr =
        PersistentRepr.apply(event, 1, "session|" + session, "", false, null, "writer")
            .withTimestamp(when.toEpochMilli());
    JournalRow row = codec.encode(List.of(AtomicWrite.apply(repr))).getFirst();
    try (var insert =
        connection.prepareStatement(
            "insert into event_journal (persistence_id, sequence_number, writer, written_at, ser_id,"
                + " ser_manifest, ends, payload) values (?, 1, 'writer', ?, ?, ?, ?, ?)")) {
      insert.setString(1, row.persistenceId());
      insert.setLong(2, row.writtenAt());
      insert.setInt(3, row.serializerId());
      insert.setString(4, row.manifest());
      insert.setBoolean(5, row.ends());
      insert.setBytes(6, row.payload());
      insert.executeUpdate();
    }
  }

  private void awaitRecords(String... sessions) {
    Await.value(
        "records of " + List.of(sessions),
        () -> recorded(),
        found -> found.containsAll(List.of(sessions)));
  }

  private List<String> recorded() {
    try {
      return node.journal.records().page(0, 100).stream()
          .map(it -> it.record().session().value())
          .toList();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// One end is written first and committed last, after the keeper has gone by.
  private void overtake(Rhythm rhythm) throws Exception {
    try (RecordKeeper _ = keep(rhythm, NEVER);
        Connection slow = node.journal.database().connection();
        Connection quick = node.journal.database().connection()) {
      slow.setAutoCommit(false);
      quick.setAutoCommit(true);
      end(quick, "1-before00", Instant.now());
      awaitRecords("1-before00");
      end(slow, "1-slow0000", Instant.now());
      end(quick, "1-quick000", Instant.now());
      awaitRecords("1-quick000");
      assertThat(recorded()).doesNotContain("1-slow0000");

      slow.commit();

      awaitRecords("1-slow0000");
      assertThat(recorded()).containsExactlyInAnyOrder("1-before00", "1-slow0000", "1-quick000");
    }
  }

  @Test
  void anOvertakenEndIsFoundByTheNextSweep() throws Exception {
    overtake(rhythm(Duration.ofMillis(50), NEVER, NEVER, NEVER));
  }

  @Test
  void oneThatComesEvenLaterIsFoundAmongAll() throws Exception {
    overtake(rhythm(NEVER, Duration.ZERO, Duration.ofMillis(100), NEVER));
  }

  @Test
  void whatEndedBeforeItLedIsFoundAtOnce() throws Exception {
    try (Connection connection = node.journal.database().connection()) {
      connection.setAutoCommit(true);
      end(connection, "1-earlier0", Instant.now());
    }
    try (RecordKeeper _ = keep(rhythm(NEVER, NEVER, NEVER, NEVER), NEVER)) {
      awaitRecords("1-earlier0");
    }
  }

  @Test
  void eventsAreForgottenAfterTheirGraceAndTheRecordStays() throws Exception {
    try (Connection connection = node.journal.database().connection()) {
      connection.setAutoCommit(true);
      end(connection, "1-old00000", Instant.now().minusSeconds(90));
      end(connection, "1-young000", Instant.now());
    }
    try (RecordKeeper keeper = keep(rhythm(NEVER, NEVER, NEVER, SOON), Duration.ofMinutes(1))) {
      awaitRecords("1-old00000", "1-young000");
      Await.value("one is forgotten", () -> keeper.counters().forgotten.sum(), sum -> sum == 1);
      assertThat(recorded()).contains("1-old00000");
    }
  }
}
