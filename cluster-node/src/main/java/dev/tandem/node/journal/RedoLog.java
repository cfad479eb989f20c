package dev.tandem.node.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;

/// What has been acknowledged but may not be in H2's file yet, appended batch by batch.
///
/// H2 commits to memory and writes its file every 500 ms; to make it write at each commit costs a
/// page of the index per event. Appending costs one system call per batch. Whatever H2's file lacks
/// after a kill is put back from here at the next start.
///
/// Segments `<database>.redo.<n>`; a batch is length, CRC-32 and rows, so a torn tail is
/// recognized. For one thread, under the lock of H2's own file.
final class RedoLog implements AutoCloseable {
  private static final int HEADER_BYTES = 8;

  private final Path database;
  private final boolean force;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private int number;
  private FileChannel segment;
  private long beganNanos;

  /// @param force whether each batch goes down to the disk, not just to the operating system
  RedoLog(Path database, boolean force) throws IOException {
    this.database = database;
    this.force = force;
    List<Path> old = segments();
    number = old.isEmpty() ? 0 : numberOf(old.getLast());
    segment = next();
  }

  void append(List<JournalRow> rows) throws IOException {
    if (segment.position() == 0) {
      beganNanos = System.nanoTime();
    }
    bytes.reset();
    out.writeLong(0); // room for the header
    out.writeInt(rows.size());
    for (JournalRow row : rows) {
      write(row);
    }
    ByteBuffer batch = ByteBuffer.wrap(bytes.toByteArray());
    int length = batch.capacity() - HEADER_BYTES;
    batch.putInt(0, length).putInt(4, crc(batch.array(), HEADER_BYTES, length));
    while (batch.hasRemaining()) {
      segment.write(batch);
    }
    if (force) {
      segment.force(false);
    }
  }

  long size() throws IOException {
    return segment.position();
  }

  /// Of the oldest batch in the current segment; meaningless while that is empty.
  long ageNanos() {
    return System.nanoTime() - beganNanos;
  }

  /// Starts a new segment. The caller then makes H2 write its file and calls [#dropOld].
  void rotate() throws IOException {
    segment.close();
    segment = next();
  }

  void dropOld() throws IOException {
    for (Path old : segments()) {
      if (numberOf(old) < number) {
        Files.delete(old);
      }
    }
  }

  /// All rows of the segments before the current one, in the order they were written.
  List<JournalRow> old() throws IOException {
    var rows = new ArrayList<JournalRow>();
    for (Path old : segments()) {
      if (numberOf(old) < number) {
        read(Files.readAllBytes(old), rows);
      }
    }
    return rows;
  }

  private FileChannel next() throws IOException {
    number++;
    Path path = Path.of(database + ".redo." + number);
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private List<Path> segments() throws IOException {
    String prefix = database.getFileName() + ".redo.";
    try (var all = Files.newDirectoryStream(database.resolveSibling("."), prefix + "*")) {
      var found = new ArrayList<Path>();
      all.forEach(found::add);
      found.sort(Comparator.comparingInt(RedoLog::numberOf));
      return found;
    }
  }

  private static int numberOf(Path segment) {
    String name = segment.toString();
    return Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
  }

  private static int crc(byte[] array, int from, int length) {
    var crc = new CRC32();
    crc.update(array, from, length);
    return (int) crc.getValue();
  }

  private static void read(byte[] segment, List<JournalRow> rows) throws IOException {
    int at = 0;
    while (segment.length - at >= HEADER_BYTES) {
      ByteBuffer header = ByteBuffer.wrap(segment, at, HEADER_BYTES);
      int length = header.getInt();
      int crc = header.getInt();
      at += HEADER_BYTES;
      if (length < 0 || length > segment.length - at || crc(segment, at, length) != crc) {
        return; // torn by the crash: it was never acknowledged
      }
      var in = new DataInputStream(new ByteArrayInputStream(segment, at, length));
      for (int left = in.readInt(); left > 0; left--) {
        rows.add(read(in));
      }
      at += length;
    }
  }

  private void write(JournalRow row) throws IOException {
    out.writeUTF(row.persistenceId());
    out.writeLong(row.sequenceNumber());
    out.writeUTF(row.writer());
    out.writeLong(row.writtenAt());
    out.writeInt(row.serializerId());
    out.writeUTF(row.manifest());
    String adapter = row.adapterManifest();
    out.writeBoolean(adapter != null);
    out.writeUTF(adapter == null ? "" : adapter);
    out.writeBoolean(row.ends());
    out.writeInt(row.payload().length);
    out.write(row.payload());
  }

  private static JournalRow read(DataInputStream in) throws IOException {
    String persistenceId = in.readUTF();
    long sequenceNumber = in.readLong();
    String writer = in.readUTF();
    long writtenAt = in.readLong();
    int serializerId = in.readInt();
    String manifest = in.readUTF();
    boolean adapted = in.readBoolean();
    String adapter = in.readUTF();
    boolean ends = in.readBoolean();
    byte[] payload = in.readNBytes(in.readInt());
    return new JournalRow(
        persistenceId,
        sequenceNumber,
        writer,
        writtenAt,
        serializerId,
        manifest,
        adapted ? adapter : null,
        ends,
        payload);
  }

  /// Leaves nothing behind; for after H2 has been shut down in order.
  @Override
  public void close() throws IOException {
    segment.close();
    for (Path path : segments()) {
      Files.delete(path);
    }
  }
}
