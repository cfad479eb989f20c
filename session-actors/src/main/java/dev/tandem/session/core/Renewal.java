package dev.tandem.session.core;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.LegId;
import dev.tandem.sdp.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session has under way to bring its peer up to date after something moved.
///
/// @param out our re-INVITE that waits for its answer
/// @param tries in vain since the last success
/// @param replacing whether the leg is to be replaced and no other is open yet
/// @param opening whether that other leg is being opened
/// @param lost whether the leg to be replaced is gone
/// @param edgeGone whether the edge that our Contact names is gone or leaves
/// @param unacked CSeq of the re-INVITE whose 2xx waits for its ACK, 0 for none
public record Renewal(
    @Nullable Out out,
    int tries,
    boolean replacing,
    boolean opening,
    boolean lost,
    boolean edgeGone,
    long unacked) {
  static final Renewal NONE = new Renewal(null, 0, false, false, false, false, 0);

  /// @param leg what the offer describes
  /// @param edge node of the edge that sent it
  /// @param credentials that it carries
  /// @param hold whether it puts the peer on hold; null in journals older than this: then whether
  ///   it wants to hear nothing
  /// @param media what it offers instead of what was agreed, null for the same
  record Out(
      long cseq,
      String sdp,
      int sdpVersion,
      LegId leg,
      @Nullable String edge,
      List<Header> credentials,
      @Nullable Boolean hold,
      @Nullable MediaWish media) {
    boolean holds() {
      return hold == null ? !Direction.ofAudio(sdp).receives() : hold;
    }
  }

  /// @param newOut null when it is known to be refused
  Renewal offering(@Nullable Out newOut) {
    return new Renewal(newOut, tries, replacing, opening, lost, edgeGone, unacked);
  }

  Renewal replacing(boolean isLost, boolean isOpening) {
    return new Renewal(out, tries, true, isOpening, isLost, edgeGone, unacked);
  }

  Renewal replaced() {
    return new Renewal(out, 0, false, false, false, edgeGone, unacked);
  }

  Renewal retried(int newTries, boolean isReplacing, boolean isOpening) {
    return new Renewal(null, newTries, isReplacing, isOpening, lost, edgeGone, unacked);
  }

  Renewal edgeGone(boolean gone) {
    return new Renewal(out, tries, replacing, opening, lost, gone, unacked);
  }

  Renewal unacked(long cseq) {
    return new Renewal(out, tries, replacing, opening, lost, edgeGone, cseq);
  }

  /// The peer is up to date as far as this offer goes.
  Renewal accepted() {
    return new Renewal(null, 0, replacing, opening, lost, edgeGone, unacked);
  }
}
