package dev.tandem.node;

import dev.tandem.node.http.HttpDoors.Leaving;
import dev.tandem.node.http.NodeView;
import dev.tandem.placement.Placement;
import dev.tandem.protocol.NodeCommand;
import dev.tandem.protocol.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/// The nodes of the cluster: how they are, and which of them may leave.
final class Nodes {
  private final ActorSystem<?> system;
  private final Placement placement;

  Nodes(ActorSystem<?> system, Placement placement) {
    this.system = system;
    this.placement = placement;
  }

  CompletionStage<List<NodeView>> all() {
    List<NodeView> views = new ArrayList<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      var address = member.address();
      String name = address.host().getOrElse(() -> "") + ":" + address.port().getOrElse(() -> 0);
      List<String> roles =
          member.getRoles().stream().filter(it -> !it.startsWith("dc-")).sorted().toList();
      views.add(view(name, roles, member.status().toString(), placement.view().node(name)));
    }
    return CompletableFuture.completedStage(List.copyOf(views));
  }

  /// @param force also when it is the last one of a role
  CompletionStage<Leaving> drain(String node, boolean force) {
    Optional<NodeStatus> found = placement.view().node(node);
    if (found.isEmpty()) {
      return CompletableFuture.completedStage(Leaving.UNKNOWN);
    }
    NodeStatus leaving = found.get();
    if (!force && isLast(leaving)) {
      return CompletableFuture.completedStage(Leaving.LAST);
    }
    leaving.directory().tell(new NodeCommand.Drain());
    return CompletableFuture.completedStage(Leaving.LEAVES);
  }

  private boolean isLast(NodeStatus leaving) {
    return leaving.roles().stream()
        .anyMatch(role ->
            placement.view().nodes().values().stream()
                .filter(it -> !it.name().equals(leaving.name()) && !it.draining())
                .noneMatch(it -> it.roles().contains(role)));
  }

  private static NodeView view(
      String name, List<String> roles, String status, Optional<NodeStatus> told) {
    if (told.isEmpty()) {
      return new NodeView(name, roles, status, null, null, null, null, null, false);
    }
    NodeStatus node = told.get();
    boolean media = node.media() != null;
    boolean session = node.roles().contains("session");
    return new NodeView(
        name,
        roles,
        status,
        session ? node.shards().size() : null,
        session ? node.sessions() : null,
        media ? node.load().legs() : null,
        media ? node.load().capacity() : null,
        media ? node.load().loadPercent() : null,
        node.draining());
  }
}
