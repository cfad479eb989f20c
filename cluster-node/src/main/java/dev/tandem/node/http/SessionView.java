package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tandem.protocol.Muting;
import dev.tandem.protocol.SessionInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One session as the API shows it; absent means unknown or not yet.
///
/// @param state the state's name in its state table
/// @param from address-of-record of the caller
/// @param durationSeconds since the answer, or of the whole call once it has ended
/// @param peer address the signalling comes from
/// @param node address of the node that holds the session
/// @param mediaNode address of the media node that carries its audio
/// @param codec as agreed, `PCMU` or `PCMA`
/// @param onHold true when our side has put the peer on hold
/// @param heldByPeer true when the peer has put us on hold
/// @param transfer what was told last about a transfer of this call: a SIP status, 0 before the
///   first
/// @param media what offer and answer have come to
/// @param muted `in` (what the peer says), `out` (what it hears) or `both`
/// @param bridge the bridge or conference it is on
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionView(
    String id,
    String role,
    String state,
    @Nullable String from,
    @Nullable String to,
    @Nullable Instant started,
    @Nullable Instant answered,
    @Nullable Double durationSeconds,
    @Nullable String callId,
    @Nullable String peer,
    @Nullable String node,
    @Nullable String mediaNode,
    @Nullable String codec,
    @Nullable String bridge,
    @Nullable Boolean onHold,
    @Nullable Boolean heldByPeer,
    @Nullable Integer transfer,
    @Nullable String muted,
    @Nullable MediaView media) {
  public static SessionView of(SessionInfo info) {
    Instant answered = info.answered();
    Instant ended = info.ended();
    Instant until = ended == null ? Instant.now() : ended;
    return new SessionView(
        info.id().value(),
        info.role(),
        info.state(),
        info.from(),
        info.to(),
        info.created(),
        answered,
        answered == null ? null : seconds(answered, until),
        info.callId(),
        info.peerAddress(),
        info.node(),
        info.mediaNode(),
        info.codec(),
        info.bridge() == null ? null : info.bridge().value(),
        info.onHold() ? true : null,
        info.heldByPeer() ? true : null,
        info.transfer(),
        muted(info.muted()),
        MediaView.of(info.media()));
  }

  private static @Nullable String muted(@Nullable Muting muting) {
    return muting == null ? null : muting.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
