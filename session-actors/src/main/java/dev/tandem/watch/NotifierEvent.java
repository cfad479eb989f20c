package dev.tandem.watch;

import dev.tandem.protocol.Dialog;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.PeerAddress;
import dev.tandem.protocol.Wire;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Facts of a subscription, kept in the journal: never rename one. NOTIFYs are none: their numbers
/// follow from the time, so that they cost no write.
public sealed interface NotifierEvent extends Wire {
  /// @param dialog in which the NOTIFYs go
  /// @param watched, entity, subscriber as in [dev.tandem.protocol.Subscribing.Begin]
  /// @param edge the subscriber's connection, if it has one, is there
  record Begun(
      EventPackage eventPackage,
      @Nullable String eventId,
      String watched,
      String entity,
      String subscriber,
      Dialog dialog,
      long remoteCseq,
      ActorRef<EdgeCommand> edge,
      Instant since,
      Instant expires)
      implements NotifierEvent {}

  /// @param sent NOTIFYs so far
  record Refreshed(
      long remoteCseq,
      Instant expires,
      String target,
      PeerAddress source,
      ActorRef<EdgeCommand> edge,
      long sent)
      implements NotifierEvent {}

  /// The last one.
  ///
  /// @param reason as in Subscription-State
  record Ended(String reason) implements NotifierEvent {}
}
