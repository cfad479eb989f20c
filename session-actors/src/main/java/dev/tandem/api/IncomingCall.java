package dev.tandem.api;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call that waits for a decision.
///
/// @param to whom the caller asked for (request URI)
/// @param user user part of `to`, empty when it has none
/// @param sdp the caller's offer, null when it leaves the offer to us
/// @param headers all that the INVITE carried besides what has a place of its own here
/// @param source where the INVITE came from
/// @param authenticatedUser who has proven by password to be the caller; null when nobody had to,
///   see `tandem.edge.auth`. `from` is only what the caller says
public record IncomingCall(
    SessionId id,
    String from,
    String to,
    String user,
    @Nullable String displayName,
    @Nullable String userAgent,
    String contact,
    String callId,
    @Nullable String sdp,
    List<Header> headers,
    Instant receivedAt,
    PeerAddress source,
    @Nullable String authenticatedUser) {}
