package dev.tandem.node.journal;

/// An entity's events were not stored, as far as we know; it stops and reads its history again.
public final class WriteFailed extends Exception {
  private static final long serialVersionUID = 1;

  /// Whose fault it was.
  public enum Reason {
    /// Somebody else wrote that sequence number first: this copy of the entity is out of date.
    CONFLICT,
    /// The database refused the events themselves, for example an id that is too long.
    REFUSED,
    /// Too much is waiting for the database already.
    FULL,
    /// This node has no majority and must not write.
    FENCED,
    /// No database for longer than `tandem.journal.patience`.
    AWAY,
    /// The journal is closed.
    CLOSED
  }

  private final Reason reason;

  WriteFailed(Reason reason, String persistenceId, String detail) {
    super(reason + " " + persistenceId + ": " + detail, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
