package dev.tandem.trunk;

import dev.tandem.protocol.EdgeCommand;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a trunk sees of the cluster. Nothing behind it blocks.
public interface TrunkDoors {
  /// An edge for its requests, and the node of that edge; null when there is none at all.
  @Nullable EdgeDoor edge();

  /// Whether calls can come in at the edge of that node: it is there and does not leave.
  boolean takesCalls(String edgeNode);

  /// Whether that node is in the cluster and answers.
  boolean isUp(String node);

  /// This one.
  String node();

  record EdgeDoor(String node, ActorRef<EdgeCommand> edge) {}
}
