package dev.tandem.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.node.journal.WriteFailed.Reason;
import dev.tandem.sip.auth.Algorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.FutureConverters;

/// What entities may expect of the journal, whatever the database.
abstract class JournalContract {
  private static final byte[] PAYLOAD = {1, 2, 3};

  /// `tandem.journal.*` keys of a database for this test alone.
  abstract Map<String, ?> database() throws Exception;

  JournalNode node(String... more) throws Exception {
    var keys = new HashMap<String, Object>(database());
    for (int i = 0; i < more.length; i += 2) {
      keys.put("tandem.journal." + more[i], more[i + 1]);
    }
    return JournalNode.start(keys);
  }

  static Write write(String id, long sequenceNumber, String writer) {
    var row = new JournalRow(id, sequenceNumber, writer, 0, 4, "test.Noted", null, false, PAYLOAD);
    return new Write(id, List.of(row));
  }

  /// Empty when stored, else why not.
  static Optional<Reason> fate(Write write) throws Exception {
    try {
      FutureConverters.asJava(write.future()).toCompletableFuture().get(20, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(((WriteFailed) Objects.requireNonNull(e.getCause())).reason());
    }
  }

  /// Holds the writer before its next commit until released.
  static CountDownLatch hold(Journal journal) {
    var release = new CountDownLatch(1);
    journal.fenceWith(() -> {
      try {
        return release.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
    return release;
  }

  @Nested
  class AnEntity {
    @Test
    void remembersAcrossARestartOfTheNode() throws Exception {
      Map<String, ?> keys = database();
      try (var first = JournalNode.start(keys)) {
        var ledger = first.ledger("session|1-remembers");
        first.note(ledger, "one");
        first.note(ledger, "two");
      }

      try (var second = JournalNode.start(keys)) {
        var ledger = second.ledger("session|1-remembers");
        assertThat(second.read(ledger)).containsExactly("one", "two");
        assertThat(second.note(ledger, "three")).isEqualTo(3);
      }
    }

    @Test
    void withAHistoryOfManyPagesReadsAllOfIt() throws Exception {
      int events = 2 * JournalReader.PAGE + 1;
      try (var node = node()) {
        var ledger = node.ledger("session|1-long");
        IntStream.range(0, events).forEach(i -> node.note(ledger, "n" + i));

        assertThat(node.read(node.ledger("session|1-long")))
            .containsExactlyElementsOf(IntStream.range(0, events).mapToObj(i -> "n" + i).toList());
      }
    }

    @Test
    void withAHistoryOfExactlyOnePageReadsAllOfIt() throws Exception {
      try (var node = node()) {
        var ledger = node.ledger("session|1-page");
        IntStream.range(0, JournalReader.PAGE).forEach(i -> node.note(ledger, "n" + i));

        assertThat(node.read(node.ledger("session|1-page"))).hasSize(JournalReader.PAGE);
      }
    }

    @Test
    void freshlyMintedStartsWithoutAQuery() throws Exception {
      try (var node = node()) {
        node.journal.freshIds().mark("session|1-fresh");

        node.note(node.ledger("session|1-fresh"), "one");

        assertThat(node.journal.metrics().readsSpared.sum()).isEqualTo(1);
        assertThat(node.journal.metrics().readMicros.count()).isZero();
        assertThat(node.read(node.ledger("session|1-fresh"))).containsExactly("one");
      }
    }

    @Test
    void wronglyMarkedAsFreshOverwritesNothing() throws Exception {
      try (var node = node()) {
        node.note(node.ledger("session|1-old"), "one");
        node.journal.freshIds().mark("session|1-old");
        var wrong = node.ledger("session|1-old");

        assertThatThrownBy(() -> node.note(wrong, "intruder", Duration.ofSeconds(1)))
            .isInstanceOf(CompletionException.class);

        assertThat(node.read(node.ledger("session|1-old"))).containsExactly("one");
        assertThat(node.journal.metrics().conflicts.sum()).isEqualTo(1);
      }
    }

    @Test
    void inTwoCopiesGoesOnInOneOnly() throws Exception {
      try (var node = node()) {
        var first = node.ledger("session|1-twice");
        var second = node.ledger("session|1-twice");
        assertThat(node.read(first)).isEmpty();
        assertThat(node.read(second)).isEmpty();

        node.note(first, "first");

        assertThatThrownBy(() -> node.note(second, "second", Duration.ofSeconds(1)))
            .isInstanceOf(CompletionException.class);
        assertThat(node.note(first, "again")).isEqualTo(2);
        assertThat(node.read(node.ledger("session|1-twice"))).containsExactly("first", "again");
      }
    }
  }

  @Nested
  class OneCommit {
    @Test
    void ofManyEntitiesFailsOnlyForTheOneThatIsToBlame() throws Exception {
      try (var node = node()) {
        Journal journal = node.journal;
        var taken = write("session|2-b17", 1, "earlier");
        journal.writer().submit(taken);
        assertThat(fate(taken)).isEmpty();
        var release = hold(journal);
        journal.writer().submit(write("session|2-plug", 1, "w"));

        var writes = new ArrayList<Write>();
        for (int i = 0; i < 40; i++) {
          writes.add(write("session|2-b" + i, 1, "w"));
        }
        writes.forEach(journal.writer()::submit);
        release.countDown();

        for (int i = 0; i < writes.size(); i++) {
          assertThat(fate(writes.get(i)))
              .as("write %d", i)
              .isEqualTo(i == 17 ? Optional.of(Reason.CONFLICT) : Optional.empty());
        }
        assertThat(journal.metrics().queueRows).hasValue(0);
        assertThat(journal.metrics().queueBytes).hasValue(0);
      }
    }

    @Test
    void whoseAnswerWasLostIsRecognizedWhenRepeated() throws Exception {
      try (var node = node()) {
        var stored = write("session|2-lost", 1, "me");
        var repeated = write("session|2-lost", 1, "me");
        var other = write("session|2-lost", 1, "you");

        List.of(stored, repeated, other).forEach(node.journal.writer()::submit);

        assertThat(fate(stored)).isEmpty();
        assertThat(fate(repeated)).isEmpty();
        assertThat(fate(other)).contains(Reason.CONFLICT);
      }
    }

    @Test
    void withDataTheDatabaseRefusesHarmsNoNeighbour() throws Exception {
      try (var node = node()) {
        var tooLong = write("session|2-" + "x".repeat(300), 1, "w");
        var good = write("session|2-good", 1, "w");

        List.of(tooLong, good).forEach(node.journal.writer()::submit);

        assertThat(fate(tooLong)).contains(Reason.REFUSED);
        assertThat(fate(good)).isEmpty();
      }
    }

    @Test
    void withoutAMajorityWaitsForIt() throws Exception {
      try (var node = node()) {
        var majority = new java.util.concurrent.atomic.AtomicBoolean();
        node.journal.fenceWith(majority::get);
        var held = write("session|2-fenced", 1, "w");
        node.journal.writer().submit(held);
        long tries = node.journal.metrics().heldFenced.sum();
        while (node.journal.metrics().heldFenced.sum() < tries + 3) {
          Thread.onSpinWait();
        }
        assertThat(node.journal.writer().unfinished("session|2-fenced")).isNotNull();

        majority.set(true);
        assertThat(fate(held)).isEmpty();
      }
    }
  }

  @Nested
  class TheQueue {
    @Test
    void atItsBoundInEventsRefusesAtOnce() throws Exception {
      try (var node = node("queue-rows", "100")) {
        var release = hold(node.journal);
        var writes =
            IntStream.range(0, 100).mapToObj(i -> write("session|3-q" + i, 1, "w")).toList();
        writes.forEach(node.journal.writer()::submit);

        var tooMuch = write("session|3-more", 1, "w");
        node.journal.writer().submit(tooMuch);

        assertThat(fate(tooMuch)).contains(Reason.FULL);
        assertThat(node.journal.metrics().refusedFull.sum()).isEqualTo(1);
        release.countDown();
        for (Write write : writes) {
          assertThat(fate(write)).isEmpty();
        }
      }
    }

    @Test
    void atItsBoundInBytesRefusesAtOnce() throws Exception {
      try (var node = node("queue-bytes", "1 MiB")) {
        var release = hold(node.journal);
        var half = new JournalRow("s|3-h", 1, "w", 0, 4, "t.Noted", null, false, new byte[600_000]);
        var first = new Write("s|3-h", List.of(half));
        var second = new Write("s|3-h", List.of(half));

        List.of(first, second).forEach(node.journal.writer()::submit);

        assertThat(fate(second)).contains(Reason.FULL);
        release.countDown();
        assertThat(fate(first)).isEmpty();
      }
    }
  }

  @Nested
  class TheHistoryOfAnAddress {
    private int forget(JournalNode node, java.time.Instant before) throws Exception {
      try (var connection = node.journal.database().connection()) {
        return AddressHistory.forget(connection, before.toEpochMilli());
      }
    }

    @Test
    void isItsLastEventAndTheEntityGoesOnFromThere() throws Exception {
      try (var node = node()) {
        var later = java.time.Instant.now().plusSeconds(10);
        for (String id : List.of("address|1-alice@x", "session|1-other")) {
          var ledger = node.ledger(id);
          node.note(ledger, "one");
          node.note(ledger, "two");
        }
        assertThat(forget(node, later.minusSeconds(3600))).as("too young").isZero();
        assertThat(forget(node, later)).isEqualTo(1);

        assertThat(node.read(node.ledger("session|1-other"))).containsExactly("one", "two");
        var again = node.ledger("address|1-alice@x");
        assertThat(node.read(again)).containsExactly("two");
        node.note(again, "three");
        assertThat(node.read(node.ledger("address|1-alice@x"))).containsExactly("two", "three");
      }
    }

    @Test
    void isNothingWhenItsLastEventCannotBeTrueAnyMore() throws Exception {
      try (var node = node()) {
        node.note(node.ledger("address|1-bob@x"), "one");
        var day = Duration.ofHours(24);
        assertThat(forget(node, java.time.Instant.now().plus(day).minusSeconds(60))).isZero();
        assertThat(forget(node, java.time.Instant.now().plus(day).plusSeconds(10))).isEqualTo(1);

        var again = node.ledger("address|1-bob@x");
        node.note(again, "two");
        assertThat(node.read(again)).containsExactly("two");
      }
    }
  }

  @Nested
  class TheTableOfUsers {
    @Test
    void knowsUsersByRealmAndName() throws Exception {
      try (var node = node();
          var connection = node.journal.database().connection()) {
        connection.setAutoCommit(true);
        connection
            .createStatement()
            .execute(
                "insert into sip_user (realm, user_name, ha1_md5, ha1_sha_256) values ('tandem',"
                    + " 'alice', '00112233445566778899AABBCCDDEEFF', null)");
        UserTable users = node.journal.users();

        var alice = users.find("tandem", "alice");
        assertThat(alice).isNotNull();
        assertThat(Objects.requireNonNull(alice).has(Algorithm.MD5)).isTrue();
        assertThat(alice.has(Algorithm.SHA_256)).isFalse();
        assertThat(users.find("elsewhere", "alice")).isNull();
        assertThat(users.find("tandem", "Alice")).isNull();
        assertThat(users.find("tandem", "al\0ice")).isNull();
      }
    }
  }

  @Nested
  class TheSchema {
    @Test
    void isCreatedOnceByFourNodesAtOnce() throws Exception {
      JournalSettings settings = JournalNode.settings(database());

      var opening =
          IntStream.range(0, 4)
              .mapToObj(_ -> CompletableFuture.supplyAsync(() -> open(settings)))
              .toList();

      for (var one : opening) {
        assertThat(one.get(20, TimeUnit.SECONDS))
            .isEqualTo(Schema.VERSION + " rows, the newest of version " + Schema.VERSION);
      }
    }

    private static String open(JournalSettings settings) {
      try (Database database = Database.open(settings);
          var connection = database.connection();
          var row =
              connection
                  .createStatement()
                  .executeQuery("select count(*), max(version) from tandem_schema")) {
        row.next();
        return row.getInt(1) + " rows, the newest of version " + row.getInt(2);
      } catch (Exception e) {
        return e.toString();
      }
    }

    @Test
    void newerThanTheProgramIsRefused() throws Exception {
      JournalSettings settings = JournalNode.settings(database());
      try (Database database = Database.open(settings);
          var connection = database.connection()) {
        connection.createStatement().execute("insert into tandem_schema values (99)");
      }

      assertThatThrownBy(() -> Database.open(settings))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessageContaining("schema version 99")
          .hasMessageContaining("only up to " + Schema.VERSION);
    }
  }

  @Nested
  class Queries {
    @Test
    void findTheLiveEntitiesOfTheseShards() throws Exception {
      try (var node = node()) {
        node.note(node.ledger("session|4-alive"), "x");
        node.note(node.ledger("session|40-other"), "x");
        node.note(node.ledger("session|7-alive"), "x");
        node.note(node.ledger("bridge|4-otherkind"), "x");
        var ended = node.ledger("session|4-ended");
        node.note(ended, "x");
        node.end(ended);

        assertThat(node.journal.queries().liveIds("session", List.of("4", "7", "8")))
            .containsExactlyInAnyOrder("4-alive", "7-alive");
        assertThat(node.journal.queries().liveIds("session", List.of())).isEmpty();
      }
    }

    @Test
    void listTheEntitiesOfAKindPageByPage() throws Exception {
      try (var node = node()) {
        for (String id : List.of("address|2-b", "address|1-c", "address|10-a", "addresses|1-x")) {
          node.note(node.ledger(id), "one");
        }
        node.note(node.ledger("address|1-c"), "two");
        var queries = node.journal.queries();

        assertThat(queries.ids("address", "", 2)).containsExactly("1-c", "10-a");
        assertThat(queries.ids("address", "10-a", 2)).containsExactly("2-b");
      }
    }

    @Test
    void deletionNeverForgetsTheHighestSequenceNumber() throws Exception {
      try (var node = node()) {
        var ledger = node.ledger("session|4-deleted");
        List.of("a", "b", "c").forEach(text -> node.note(ledger, text));

        node.journal.queries().deleteEvents("session|4-deleted", 3);

        var again = node.ledger("session|4-deleted");
        assertThat(node.read(again)).isEmpty();
        assertThat(node.note(again, "d")).isEqualTo(1);
      }
    }
  }
}
