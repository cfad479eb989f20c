package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.CallRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call record as the HTTP interface shows it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordView(
    long seq,
    String session,
    String role,
    @Nullable String peer,
    @Nullable String bridge,
    String from,
    String to,
    String callId,
    Instant created,
    @Nullable Instant answered,
    Instant ended,
    double durationSeconds,
    String endedBy,
    int status,
    String reason,
    int mediaMoves) {

  public static RecordView of(long seq, CallRecord it) {
    var peer = it.peer();
    var bridge = it.bridge();
    return new RecordView(
        seq,
        it.session().value(),
        it.role(),
        peer == null ? null : peer.value(),
        bridge == null ? null : bridge.value(),
        it.from(),
        it.to(),
        it.callId(),
        it.created(),
        it.answered(),
        it.ended(),
        it.duration().toMillis() / 1000.0,
        it.cause().by().name(),
        it.cause().status(),
        it.cause().reason(),
        it.mediaMoves());
  }
}
