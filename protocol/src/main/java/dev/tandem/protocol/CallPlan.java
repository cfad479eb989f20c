package dev.tandem.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An outgoing call as it is asked for.
///
/// @param from our side: SIP URI of the From header
/// @param to whom to call: SIP URI, also the request URI
/// @param treatment of the audio once it is answered
/// @param mediaNode where its leg has to be, null for the least loaded
/// @param forwardedFor the incoming session this call is made for (B2BUA), null for none; then
///   `treatment` is the bridge of both
/// @param ringing how long it may ring
/// @param headers extra ones for the INVITE
/// @param media what it offers, null for what all calls do; releases before had none
public record CallPlan(
    String from,
    @Nullable String fromDisplayName,
    String to,
    Treatment treatment,
    @Nullable String mediaNode,
    @Nullable SessionId forwardedFor,
    Duration ringing,
    List<Header> headers,
    @Nullable MediaOptions media)
    implements Wire {

  public CallPlan with(List<Header> otherHeaders) {
    return new CallPlan(
        from,
        fromDisplayName,
        to,
        treatment,
        mediaNode,
        forwardedFor,
        ringing,
        otherHeaders,
        media);
  }
}
