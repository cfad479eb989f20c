package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
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
    @Nullable Boolean heldByPeer) {}
