package dev.tandem.protocol;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a SUBSCRIBE asks, read at the edge (RFC 6665 §4.2.1).
///
/// @param seconds how long; 0 to end it or to look once, -1 for our default
/// @param begins null when it is inside a dialog
/// @param target URI of Contact, where NOTIFYs go
/// @param edge that took it
public record Subscribing(
    String callId,
    String remoteTag,
    long cseq,
    long seconds,
    EventPackage eventPackage,
    @Nullable String eventId,
    String target,
    PeerAddress source,
    ActorRef<EdgeCommand> edge,
    @Nullable Begin begins)
    implements Wire {

  /// What only the first one says.
  ///
  /// @param watched an address of record or a session id for `dialog`, a name for `conference`
  /// @param entity URI of what is watched, as the documents name it
  /// @param subscriber who is counted: a user, or the address it came from
  /// @param localUri, remoteUri of To and From
  /// @param routes Record-Route values in the order of the message
  public record Begin(
      String watched,
      String entity,
      String subscriber,
      String localUri,
      String remoteUri,
      List<String> routes)
      implements Wire {}
}
