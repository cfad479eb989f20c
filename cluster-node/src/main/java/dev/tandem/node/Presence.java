package dev.tandem.node;

import dev.tandem.node.config.Role;
import dev.tandem.node.journal.Journal;
import dev.tandem.placement.NodeDirectory;
import dev.tandem.placement.ThisNode;
import dev.tandem.session.SessionEntity;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.ClusterSharding;
import org.jspecify.annotations.Nullable;

/// What a node tells the others of itself, again and again.
final class Presence {
  private Presence() {}

  /// @param http address of its HTTP interface
  /// @param leave what to do when another asks it to
  static void announce(
      Ground ground,
      CallPart calls,
      LinkPart links,
      @Nullable EdgePart edge,
      @Nullable MediaPart media,
      String http,
      BooleanSupplier draining,
      Runnable leave) {
    var system = ground.system();
    Journal journal = ground.journal();
    var region =
        ground.has(Role.SESSION)
            ? ClusterSharding.get(system.classicSystem()).shardRegion(SessionEntity.KEY.name())
            : null;
    var here =
        new ThisNode(
            ground.membership().name(),
            ground.settings().roles().stream().map(Role::word).sorted().toList(),
            edge == null ? List.of() : edge.listeners(),
            http,
            links.address(),
            journal == null ? "" : journal.process(),
            calls.live(),
            calls.liveBridges(),
            draining,
            leave,
            () -> journal != null && (journal.isAway() || !links.links().mayWrite()),
            region,
            edge == null ? null : edge.actor(),
            media == null ? null : media.pool());
    system.systemActorOf(
        NodeDirectory.create(here, ground.placement()), "node-directory", Props.empty());
  }
}
