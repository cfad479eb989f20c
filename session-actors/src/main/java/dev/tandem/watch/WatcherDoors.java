package dev.tandem.watch;

import dev.tandem.api.Notification;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.SubscriptionId;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a subscription of ours sees of the world. Nothing behind it blocks.
public interface WatcherDoors {
  /// An edge for its SUBSCRIBEs, and the node of that edge: the wanted one while it is well, else
  /// any; null when there is none.
  ///
  /// @param wanted name of a node, empty for any
  @Nullable EdgeDoor edge(String wanted);

  /// Whether requests can come in at the edge of that node: it is there and does not leave.
  boolean takesCalls(String edgeNode);

  /// Ours in its dialogs.
  String tagOf(SubscriptionId subscription);

  /// Tells the application, in order.
  ///
  /// @return completes when it has heard
  CompletionStage<?> notified(Notification news);

  /// Its shard is moving to another node, where it has to wake, for its timers.
  void handedOver(SubscriptionId subscription);

  record EdgeDoor(String node, ActorRef<EdgeCommand> edge) {}
}
