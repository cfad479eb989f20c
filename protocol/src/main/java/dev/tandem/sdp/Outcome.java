package dev.tandem.sdp;

/// Whether two sides can talk.
public sealed interface Outcome {
  /// @param mLine which `m=` section, 0-based
  record Agreed(AudioAgreement audio, int mLine) implements Outcome {}

  /// @param why one phrase, fit for a Warning header of a 488 (RFC 3261 §21.4.26)
  record NoMatch(String why) implements Outcome {}
}
