package dev.tandem.protocol;

/// Marks what may travel between nodes or into the journal; bound to Jackson CBOR.
///
/// A field of a sealed type needs `@JsonTypeInfo` and `@JsonSubTypes`; never rename a class that
/// has been in a release: its name is in journals.
public interface Wire {}
