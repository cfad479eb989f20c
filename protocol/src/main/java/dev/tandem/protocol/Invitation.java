package dev.tandem.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an INVITE from outside says, read once at the edge.
///
/// @param raw the INVITE as received with `received`/`rport` filled in (RFC 3581), so that any edge
///   can answer it should the one that got it die; kept until the call is answered
/// @param requestUri whom the caller asked for
/// @param contact URI of the Contact header, the remote target of the dialog
/// @param recordRoutes Record-Route values in the order of the message
/// @param source where the INVITE came from
/// @param body empty when there is none
/// @param headers all other headers, for the application
/// @param authenticatedUser who has proven to be its sender, null when nobody had to
/// @param trunk name of the trunk it came from, null for none
/// @param media what calls of that trunk accept, null for what all calls do
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Invitation(
    byte[] raw,
    String callId,
    String fromUri,
    @Nullable String fromDisplayName,
    String fromTag,
    String toUri,
    @Nullable String toDisplayName,
    String requestUri,
    long cseq,
    String contact,
    List<String> recordRoutes,
    PeerAddress source,
    @Nullable String userAgent,
    @Nullable String contentType,
    String body,
    List<String> allow,
    List<String> supported,
    List<Header> headers,
    Instant receivedAt,
    @Nullable String authenticatedUser,
    @Nullable String trunk,
    @Nullable MediaOptions media)
    implements Wire {}
