package dev.tandem.node;

import com.typesafe.config.Config;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.Role;
import dev.tandem.node.journal.Journal;
import dev.tandem.placement.Placement;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/// What the parts of a node stand on.
///
/// @param config derived for this node
/// @param journal null on a node that keeps no sessions
record Ground(
    NodeSettings settings,
    Config config,
    ActorSystem<Void> system,
    Membership membership,
    Placement placement,
    @Nullable Journal journal) {
  boolean has(Role role) {
    return settings.roles().contains(role);
  }
}
