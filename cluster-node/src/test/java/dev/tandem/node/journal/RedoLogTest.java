package dev.tandem.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedoLogTest {
  @TempDir Path directory;

  private static JournalRow row(long sequenceNumber, @Nullable String adapterManifest) {
    byte[] payload = {1, 2, (byte) sequenceNumber};
    return new JournalRow(
        "session|1-a", sequenceNumber, "w", 99, 33, "x.Noted", adapterManifest, true, payload);
  }

  @Test
  void givesBackWhatALogBeforeItWrote() throws Exception {
    Path database = directory.resolve("db");
    var killed = new RedoLog(database, false);
    killed.append(List.of(row(1, null), row(2, "adapter")));
    killed.rotate();
    killed.append(List.of(row(3, null)));

    List<JournalRow> found = new RedoLog(database, true).old();

    assertThat(found)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(row(1, null), row(2, "adapter"), row(3, null));
  }

  @Test
  void stopsWhereTheLastBatchIsTorn() throws Exception {
    Path database = directory.resolve("db");
    var killed = new RedoLog(database, false);
    killed.append(List.of(row(1, null)));
    killed.append(List.of(row(2, null)));
    Path segment = directory.resolve("db.redo.1");
    byte[] all = Files.readAllBytes(segment);

    for (int length = all.length / 2; length < all.length; length++) {
      Files.write(segment, Arrays.copyOf(all, length));
      var log = new RedoLog(database, false);
      assertThat(log.old()).as("%d of %d bytes", length, all.length).hasSize(1);
    }
  }

  @Test
  void forgetsOldSegmentsWhenTold() throws Exception {
    var log = new RedoLog(directory.resolve("db"), false);
    log.append(List.of(row(1, null)));
    log.rotate();

    log.dropOld();

    assertThat(log.old()).isEmpty();
    assertThat(log.size()).isZero();
  }
}
