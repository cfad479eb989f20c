package dev.tandem.api;

import dev.tandem.protocol.Header;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.SessionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A text that somebody has sent (MESSAGE, RFC 3428).
///
/// @param to whom it is for (request URI)
/// @param user user part of `to`, empty when it has none; of a temporary GRUU (RFC 5627) the user
///   it stands for
/// @param contentType null when there is no body
/// @param body as text; empty when there is none
/// @param headers all others that it carried
/// @param authenticatedUser who has proven by password to be the sender; null when nobody had to
/// @param session the call it was sent within, null when it was sent outside
public record IncomingMessage(
    String from,
    @Nullable String displayName,
    String to,
    String user,
    String callId,
    @Nullable String contentType,
    String body,
    List<Header> headers,
    Instant receivedAt,
    PeerAddress source,
    @Nullable String authenticatedUser,
    @Nullable SessionId session) {}
