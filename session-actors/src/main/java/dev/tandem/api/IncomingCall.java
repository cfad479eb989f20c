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
/// @param user user part of `to`, empty when it has none; of a temporary GRUU (RFC 5627) the user
///   it stands for
/// @param sdp the caller's offer, null when it leaves the offer to us
/// @param headers all that the INVITE carried besides what has a place of its own here
/// @param source where the INVITE came from
/// @param authenticatedUser who has proven by password to be the caller; null when nobody had to,
///   see `tandem.edge.auth`. `from` is only what the caller says
/// @param trunk name of the trunk it came over, null for none; see `tandem.trunks`
/// @param offeredCodecs of the first audio stream of `sdp`, the caller's favourite first, names as
///   in `a=rtpmap`, without `telephone-event`; empty when there is no offer or nobody can read it.
///   For those to choose from who say [dev.tandem.protocol.MediaOptions#codecs]
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
    @Nullable String authenticatedUser,
    @Nullable String trunk,
    List<String> offeredCodecs) {

  /// Who calls, as the network says (RFC 3325): the first P-Asserted-Identity, null without one.
  /// Only trunks and trusted addresses are believed; what others say does not come here.
  public @Nullable String assertedIdentity() {
    return headers.stream()
        .filter(it -> it.name().equalsIgnoreCase("P-Asserted-Identity"))
        .map(Header::value)
        .findFirst()
        .orElse(null);
  }
}
