package dev.tandem.node.journal;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import scala.jdk.javaapi.CollectionConverters;

/// Between Pekko's envelope and our row, by way of Pekko's serializers.
final class RowCodec {
  private final Serialization serialization;

  RowCodec(Serialization serialization) {
    this.serialization = serialization;
  }

  /// @throws RuntimeException when an event cannot be serialized; nothing of it is stored then
  List<JournalRow> encode(Iterable<AtomicWrite> messages) {
    var rows = new ArrayList<JournalRow>(4);
    for (AtomicWrite atomic : messages) {
      for (PersistentRepr event : CollectionConverters.asJava(atomic.payload())) {
        rows.add(encode(event));
      }
    }
    return rows;
  }

  /// Tags are dropped: we read the journal by its order, not by tags.
  private JournalRow encode(PersistentRepr event) {
    if (event.metadata().isDefined()) {
      throw new UnsupportedOperationException("events with metadata: " + event.persistenceId());
    }
    Object payload = event.payload() instanceof Tagged tagged ? tagged.payload() : event.payload();
    Serializer serializer = serialization.findSerializerFor(payload);
    byte[] bytes = serialization.serialize(payload).get();
    String manifest = Serializers.manifestFor(serializer, payload);
    return new JournalRow(
        event.persistenceId(),
        event.sequenceNr(),
        event.writerUuid(),
        event.timestamp() == 0 ? System.currentTimeMillis() : event.timestamp(),
        serializer.identifier(),
        manifest,
        event.manifest().isEmpty() ? null : event.manifest(),
        isLast(manifest),
        bytes);
  }

  /// An event type called `Ended` ends its entity's history. Its manifest is a class name, with
  /// `#<version>` behind it once it has been migrated.
  static boolean isLast(String manifest) {
    int version = manifest.indexOf('#');
    String name = version < 0 ? manifest : manifest.substring(0, version);
    return name.endsWith("$Ended") || name.endsWith(".Ended");
  }

  PersistentRepr decode(JournalRow row, boolean deleted) {
    Object payload =
        serialization.deserialize(row.payload(), row.serializerId(), row.manifest()).get();
    String adapterManifest = row.adapterManifest();
    return PersistentRepr.apply(
            payload,
            row.sequenceNumber(),
            row.persistenceId(),
            adapterManifest == null ? "" : adapterManifest,
            deleted,
            null,
            row.writer())
        .withTimestamp(row.writtenAt());
  }
}
