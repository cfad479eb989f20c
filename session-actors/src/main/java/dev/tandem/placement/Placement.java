package dev.tandem.placement;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.EdgeCommand;
import dev.tandem.protocol.MediaCommand;
import dev.tandem.protocol.NodeStatus;
import dev.tandem.protocol.SessionId;
import dev.tandem.session.Ids;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// The present picture of the cluster and the choices made by it. Written by the [NodeDirectory],
/// read by everybody on the node.
public final class Placement {
  private final int shardCount;
  private final Map<String, AtomicInteger> handedOut = new ConcurrentHashMap<>();
  private final Set<String> lost = new HashSet<>();
  private volatile ClusterView view;

  /// Without those that are silent; choices are made among these.
  private volatile ClusterView present;

  /// @param own name of this node
  public Placement(String own, int shardCount) {
    this.view = ClusterView.empty(own);
    this.present = view;
    this.shardCount = shardCount;
  }

  public ClusterView view() {
    return view;
  }

  synchronized void heard(NodeStatus status) {
    handedOut.remove(status.name());
    show(view.with(status));
  }

  synchronized void keep(Set<String> names) {
    lost.retainAll(names);
    show(view.only(names));
  }

  /// That node does not answer: nothing is placed there, and nobody counts on what it holds, until
  /// it is [#back].
  public synchronized void lost(String node) {
    lost.add(node);
    show(view);
  }

  public synchronized void back(String node) {
    lost.remove(node);
    show(view);
  }

  private void show(ClusterView next) {
    view = next;
    present = lost.isEmpty() ? next : next.without(lost);
  }

  /// A fresh session id on the node where it belongs.
  public SessionId mint() {
    List<Integer> shards = present.sessionNode().map(NodeStatus::shards).orElse(List.of());
    var chance = ThreadLocalRandom.current();
    int shard =
        shards.isEmpty() ? chance.nextInt(shardCount) : shards.get(chance.nextInt(shards.size()));
    return Ids.session(Integer.toString(shard));
  }

  /// Whether no session node has more shards than its share: hardly one is about to be moved then.
  public boolean isSpread() {
    return present.isSpread(shardCount);
  }

  /// Whether the session nodes cannot reach the journal, so that a session that moved could not be
  /// read.
  public boolean isJournalAway() {
    return present.isJournalAway();
  }

  /// Whether another node has that role and takes new work.
  public boolean otherTakes(String role) {
    return present.open(role).stream().anyMatch(it -> !it.name().equals(present.own()));
  }

  /// Whether this node does what one session node does for all: the first by name that answers.
  public boolean isFirstSessionNode() {
    ClusterView now = present;
    return now.nodes().values().stream()
        .filter(it -> it.roles().contains(ClusterView.SESSION))
        .map(NodeStatus::name)
        .min(Comparator.naturalOrder())
        .filter(now.own()::equals)
        .isPresent();
  }

  /// Whether any node takes new sessions.
  public boolean takesSessions() {
    return present.open(ClusterView.SESSION).stream().anyMatch(it -> !it.journalAway());
  }

  /// The media node for a new leg of a session on this node.
  ///
  /// @param excluded names of those that refused already
  public Optional<NodeStatus> chooseMedia(Set<String> excluded) {
    ClusterView now = present;
    Map<String, Integer> extra = new java.util.HashMap<>();
    handedOut.forEach((name, count) -> extra.put(name, count.get()));
    Optional<NodeStatus> chosen = now.mediaNode(now.own(), excluded, extra);
    chosen.ifPresent(
        it -> handedOut.computeIfAbsent(it.name(), _ -> new AtomicInteger()).incrementAndGet());
    return chosen;
  }

  /// The media node for legs that have to meet, chosen by whoever asks first: the same whoever
  /// does. By rendezvous, so that the loss of one node moves only what was there.
  ///
  /// @param instead the node that is left, null for none; chosen only when it is the only one
  public Optional<String> mediaFor(BridgeId bridge, @Nullable String instead) {
    return present.open(ClusterView.MEDIA).stream()
        .filter(it -> !it.load().draining())
        .map(NodeStatus::name)
        .max(
            Comparator.<String, Boolean>comparing(it -> !it.equals(instead))
                .thenComparing(it -> (it + bridge.value()).hashCode() * 0x9E3779B9));
  }

  /// Whether that node is in the cluster and answers.
  public boolean isUp(String node) {
    return present.nodes().containsKey(node);
  }

  /// Whether that media node takes new legs.
  public boolean takesLegs(String node) {
    NodeStatus status = present.nodes().get(node);
    return status != null
        && status.media() != null
        && !status.draining()
        && !status.load().draining();
  }

  /// The node whose edge sends what belongs to no call; null when there is none.
  public @Nullable NodeStatus edgeStatus() {
    return present.edgeNode().orElse(null);
  }

  /// Whether calls can come in at the edge of that node.
  public boolean takesCalls(String node) {
    NodeStatus status = present.nodes().get(node);
    return status != null && status.edge() != null && !status.draining();
  }

  public @Nullable String edgeNode() {
    return present.edgeNode().map(NodeStatus::name).orElse(null);
  }

  public @Nullable ActorRef<MediaCommand> media(String node) {
    NodeStatus status = present.nodes().get(node);
    return status == null ? null : status.media();
  }

  public @Nullable ActorRef<EdgeCommand> edge() {
    return present.edgeNode().map(NodeStatus::edge).orElse(null);
  }

  public @Nullable ActorRef<EdgeCommand> edge(String node) {
    NodeStatus status = present.nodes().get(node);
    return status == null ? null : status.edge();
  }

  /// Whether that edge is one of the cluster as it is now.
  public boolean isUp(ActorRef<EdgeCommand> edge) {
    for (NodeStatus node : present.nodes().values()) {
      if (edge.equals(node.edge())) {
        return true;
      }
    }
    return false;
  }

  public List<ActorRef<EdgeCommand>> otherEdges() {
    ClusterView now = present;
    return now.nodes().values().stream()
        .filter(it -> !it.name().equals(now.own()))
        .map(NodeStatus::edge)
        .filter(java.util.Objects::nonNull)
        .toList();
  }
}
