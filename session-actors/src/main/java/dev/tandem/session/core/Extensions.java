package dev.tandem.session.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session keeps for the extensions of SIP it takes part in.
public record Extensions(Attempts attempts, Refresh refresh, Reliable reliable) {
  static final Extensions NONE = new Extensions(Attempts.NONE, Refresh.NONE, Reliable.NONE);

  /// How far an outgoing call has come before it was answered.
  ///
  /// @param invites sent after the first one
  /// @param challenges answered (RFC 3261 §22.2)
  /// @param untried targets that a 3xx named, best first
  /// @param tried targets, for not calling one twice
  public record Attempts(int invites, int challenges, List<String> untried, List<String> tried) {
    static final Attempts NONE = new Attempts(0, 0, List.of(), List.of());
  }

  /// The session timer (RFC 4028).
  ///
  /// @param seconds Session-Expires; 0 without a session timer
  /// @param ours whether we are the refresher
  /// @param byUpdate whether the peer takes UPDATE
  /// @param due whether we have to refresh now
  public record Refresh(int seconds, boolean ours, boolean byUpdate, boolean due) {
    static final Refresh NONE = new Refresh(0, false, false, false);

    Refresh due(boolean isDue) {
      return new Refresh(seconds, ours, byUpdate, isDue);
    }
  }

  /// Provisional responses that are acknowledged (RFC 3262).
  ///
  /// @param sent RSeq of our last one, 0 for none
  /// @param status of it, 0 once it is acknowledged
  /// @param heardTag To tag of the peer's last one
  /// @param heard RSeq of the peer's last one, 0 for none
  /// @param answeredTag To tag of the one that brought the answer to our offer, null for none
  public record Reliable(
      long sent, int status, @Nullable String heardTag, long heard, @Nullable String answeredTag) {
    static final Reliable NONE = new Reliable(0, 0, null, 0, null);

    boolean waits() {
      return status != 0;
    }
  }

  Extensions with(Attempts newAttempts) {
    return new Extensions(newAttempts, refresh, reliable);
  }

  Extensions with(Refresh newRefresh) {
    return new Extensions(attempts, newRefresh, reliable);
  }

  Extensions with(Reliable newReliable) {
    return new Extensions(attempts, refresh, newReliable);
  }
}
