package dev.tandem.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A session as seen at one moment (capability A16).
///
/// @param role `UAC` or `UAS`
/// @param state name in the state table
/// @param phase the state's meaning, the same whatever table is in use
/// @param peerAddress where the SIP peer was last heard from
/// @param node cluster address of the node the session lives on
/// @param edge node whose edge the peer sends its next request to, by our Contact
/// @param mediaNode name of the media node of its leg
/// @param mediaMoves how often its leg was moved to another media node
/// @param onHold whether our side has put the peer on hold, and the peer knows
/// @param heldByPeer whether the peer has put us on hold
/// @param transfer status that was told last about a transfer of this call by REFER, 0 before the
///   first; null when there was none
/// @param end how it ended, null while it has not
/// @param muted what is muted, null for nothing
/// @param media what is agreed about the audio, null while offer and answer are not complete
public record SessionInfo(
    SessionId id,
    String role,
    String state,
    Phase phase,
    String from,
    String to,
    String callId,
    Instant created,
    @Nullable Instant answered,
    @Nullable Instant ended,
    @Nullable String peerAddress,
    String node,
    @Nullable String edge,
    @Nullable String mediaNode,
    int mediaMoves,
    @Nullable String codec,
    @Nullable BridgeId bridge,
    boolean onHold,
    boolean heldByPeer,
    @Nullable Integer transfer,
    @Nullable EndCause end,
    @Nullable Muting muted,
    @Nullable NegotiatedMedia media)
    implements Wire {
  public enum Phase {
    /// Being set up, not answered.
    SETUP,
    /// Answered and not over.
    ACTIVE,
    /// On its way out.
    ENDING,
    ENDED
  }
}
