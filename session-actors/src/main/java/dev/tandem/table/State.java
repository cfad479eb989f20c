package dev.tandem.table;

/// A state as declared.
///
/// @param isFinal the call is over; only a way back to `Idle` may leave it
/// @param line of the file, 1-based
public record State(String name, String description, boolean isFinal, int line) {}
