package dev.tandem.watch;

import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.EventPackage;
import dev.tandem.protocol.SubscriptionId;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a subscription sees of the world. Nothing behind it blocks.
public interface NotifierDoors {
  /// @param keys what may change the picture, for [LiveNotifiers]: user parts, session and bridge
  ///   ids
  record View(Picture picture, Set<String> keys) {}

  /// How things are now.
  ///
  /// @param watched as in [dev.tandem.protocol.Subscribing.Begin]
  /// @param last what the subscriber was told last, null when that is not known
  /// @return fails when too little of the cluster has answered
  CompletionStage<View> look(EventPackage eventPackage, String watched, @Nullable Picture last);

  /// This one while it is in the cluster, else any; null when there is none.
  @Nullable ActorRef<EdgeCommand> edge(ActorRef<EdgeCommand> wanted);

  /// Ours in the subscription's dialog.
  String tagOf(SubscriptionId subscription);

  /// Its shard is moving to another node, where it has to wake, for its timers.
  void handedOver(SubscriptionId subscription);
}
