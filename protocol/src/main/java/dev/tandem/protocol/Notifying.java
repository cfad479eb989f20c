package dev.tandem.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A NOTIFY inside the dialog of a subscription of ours, read at the edge (RFC 6665 §4.1.3).
///
/// @param remoteTag of From
/// @param event, standing values of Event and Subscription-State
/// @param target URI of Contact, null when there is none
/// @param routes Record-Route values in the order of the message
/// @param body empty when there is none
public record Notifying(
    String callId,
    String remoteTag,
    long cseq,
    String event,
    String standing,
    @Nullable String target,
    List<String> routes,
    PeerAddress source,
    @Nullable String contentType,
    String body)
    implements Wire {}
