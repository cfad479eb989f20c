package dev.tandem.node.journal;

/// The database cannot be used, or not now. The message is one line for an operator: what, where,
/// and what to do; it never holds a password.
public final class JournalUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  public JournalUnavailable(String message) {
    super(
        message, null, false,
        false); // the message says it all; under load a trace per write would not
  }
}
