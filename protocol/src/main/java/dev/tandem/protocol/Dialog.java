package dev.tandem.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state a request inside a dialog is made from (RFC 3261 §12), as the session keeps it. For
/// the INVITE that starts one, `remoteTag` is empty and `routeSet` is what the caller was
/// configured with.
///
/// @param localTag carries the session id and a MAC, see [DialogTags]
/// @param remoteTag empty until the peer has named one
/// @param remoteTarget the request URI of the next request
/// @param routeSet Route header values in order of use
/// @param flow where the peer was last heard from; a connection to it is reused when it is open
public record Dialog(
    String callId,
    String localUri,
    @Nullable String localDisplayName,
    String localTag,
    String remoteUri,
    @Nullable String remoteDisplayName,
    String remoteTag,
    String remoteTarget,
    List<String> routeSet,
    @Nullable PeerAddress flow)
    implements Wire {

  /// The same dialog after the peer was heard from elsewhere (RFC 3261 §12.2); null leaves that
  /// part as it is.
  public Dialog towards(@Nullable String newTarget, @Nullable PeerAddress newFlow) {
    return new Dialog(
        callId,
        localUri,
        localDisplayName,
        localTag,
        remoteUri,
        remoteDisplayName,
        remoteTag,
        newTarget == null ? remoteTarget : newTarget,
        routeSet,
        newFlow == null ? flow : newFlow);
  }

  /// The same dialog by another way.
  public Dialog by(List<String> newRouteSet) {
    return new Dialog(
        callId,
        localUri,
        localDisplayName,
        localTag,
        remoteUri,
        remoteDisplayName,
        remoteTag,
        remoteTarget,
        newRouteSet,
        flow);
  }
}
