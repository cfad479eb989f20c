package dev.tandem.protocol;

/// Why a session ended, and at whose hands.
///
/// @param status SIP status that tells it best: 200 for an ordinary BYE, 487 for CANCEL, 486 for
///   busy…
public record EndCause(By by, int status, String reason) implements Wire {
  public enum By {
    /// The peer hung up, cancelled or refused.
    REMOTE,
    /// The application ended it.
    APPLICATION,
    /// The other leg of its bridge ended.
    BRIDGE,
    /// A time-out or a failure of ours.
    SYSTEM
  }

  public static EndCause application(String reason) {
    return new EndCause(By.APPLICATION, 200, reason);
  }
}
