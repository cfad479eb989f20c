package dev.tandem.node.journal;

import org.jspecify.annotations.Nullable;

/// One event as it lies in the table. Records compare arrays by identity: never compare two rows.
///
/// @param writer identity of the entity's incarnation that wrote it, 0–36 characters
/// @param writtenAt milliseconds since 1970
/// @param adapterManifest of an event adapter, or null where none is used
/// @param ends whether nothing follows: the entity's life is over with it
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record JournalRow(
    String persistenceId,
    long sequenceNumber,
    String writer,
    long writtenAt,
    int serializerId,
    String manifest,
    @Nullable String adapterManifest,
    boolean ends,
    byte[] payload) {}
