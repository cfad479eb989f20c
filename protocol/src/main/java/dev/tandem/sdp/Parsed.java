package dev.tandem.sdp;

/// Outcome of reading untrusted text. Malformed input is ordinary, so it is a value, not a throw.
public sealed interface Parsed<T> {
  record Ok<T>(T value) implements Parsed<T> {}

  /// @param line first offending line, 1-based
  /// @param expected what is allowed there, fit for a Warning header: it never repeats the input
  record Malformed<T>(int line, String expected) implements Parsed<T> {}
}
