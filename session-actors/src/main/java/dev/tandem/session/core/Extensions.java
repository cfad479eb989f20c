package dev.tandem.session.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session keeps for the extensions of SIP it takes part in.
///
/// @param transfer the last REFER in this dialog, null before there was one
/// @param asked a REFER of the peer that nobody has decided about yet
public record Extensions(
    Attempts attempts,
    Refresh refresh,
    Reliable reliable,
    @Nullable Transfer transfer,
    Transfer.@Nullable Asked asked) {
  static final Extensions NONE =
      new Extensions(Attempts.NONE, Refresh.NONE, Reliable.NONE, null, null);

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
  /// @param described whether one of ours has carried our session description
  /// @param postponed the answer that waits for the PRACK of that one (§3), null for none
  public record Reliable(
      long sent,
      int status,
      @Nullable String heardTag,
      long heard,
      @Nullable String answeredTag,
      boolean described,
      @Nullable SessionInput postponed) {
    static final Reliable NONE = new Reliable(0, 0, null, 0, null, false, null);

    Reliable sending(long rseq, int newStatus, boolean withSdp) {
      return new Reliable(
          rseq, newStatus, heardTag, heard, answeredTag, described || withSdp, postponed);
    }

    Reliable hearing(String tag, long rseq) {
      return new Reliable(sent, status, tag, rseq, answeredTag, described, postponed);
    }

    Reliable answeredBy(@Nullable String tag) {
      return new Reliable(sent, status, heardTag, heard, tag, described, postponed);
    }

    Reliable postponing(@Nullable SessionInput input) {
      return new Reliable(sent, status, heardTag, heard, answeredTag, described, input);
    }

    boolean waits() {
      return status != 0;
    }
  }

  Extensions with(Attempts newAttempts) {
    return new Extensions(newAttempts, refresh, reliable, transfer, asked);
  }

  Extensions with(Refresh newRefresh) {
    return new Extensions(attempts, newRefresh, reliable, transfer, asked);
  }

  Extensions with(Reliable newReliable) {
    return new Extensions(attempts, refresh, newReliable, transfer, asked);
  }

  Extensions asking(Transfer.@Nullable Asked newAsked) {
    return new Extensions(attempts, refresh, reliable, transfer, newAsked);
  }

  Extensions with(@Nullable Transfer newTransfer) {
    return new Extensions(attempts, refresh, reliable, newTransfer, null);
  }
}
