package dev.tandem.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request a peer sent inside a dialog of ours: BYE, INVITE (again), UPDATE, INFO, PRACK, REFER,
/// NOTIFY, OPTIONS, MESSAGE. The edge has checked syntax and our tag; the session checks the rest.
///
/// @param remoteTag the peer's tag as the request has it
/// @param contact URI of the Contact header (target refresh), null when there is none
/// @param source where it came from
/// @param body empty when there is none
/// @param headers all headers the session may want: Reason, RAck, Refer-To, Replaces,
///   Session-Expires…
public record DialogRequest(
    String method,
    String callId,
    String remoteTag,
    long cseq,
    @Nullable String contact,
    PeerAddress source,
    @Nullable String contentType,
    String body,
    List<Header> headers)
    implements Wire {}
