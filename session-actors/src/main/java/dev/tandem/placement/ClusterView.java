package dev.tandem.placement;

import dev.tandem.protocol.NodeStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The cluster as one node sees it. Immutable; choices are functions of it.
///
/// @param own name of the node whose view it is
/// @param nodes by name, the own one among them
public record ClusterView(String own, Map<String, NodeStatus> nodes) {
  public static final String EDGE = "edge";
  public static final String SESSION = "session";
  public static final String MEDIA = "media";

  /// A node holds clearly more than another when it has this much more, and some.
  private static final double CLEARLY_MORE = 1.25;

  private static final int ANYWAY = 100;

  public ClusterView {
    nodes = Map.copyOf(nodes);
  }

  public static ClusterView empty(String own) {
    return new ClusterView(own, Map.of());
  }

  ClusterView with(NodeStatus status) {
    Map<String, NodeStatus> next = new TreeMap<>(nodes);
    next.put(status.name(), status);
    return new ClusterView(own, next);
  }

  ClusterView only(Set<String> names) {
    Map<String, NodeStatus> next = new TreeMap<>(nodes);
    next.keySet().retainAll(names);
    return new ClusterView(own, next);
  }

  ClusterView without(Set<String> names) {
    Map<String, NodeStatus> next = new TreeMap<>(nodes);
    next.keySet().removeAll(names);
    return new ClusterView(own, next);
  }

  public Optional<NodeStatus> node(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  public List<NodeStatus> sorted() {
    return nodes.values().stream().sorted(Comparator.comparing(NodeStatus::name)).toList();
  }

  /// Nodes with this role that take new work.
  List<NodeStatus> open(String role) {
    List<NodeStatus> found = new ArrayList<>();
    for (NodeStatus node : nodes.values()) {
      if (node.roles().contains(role) && !node.draining()) {
        found.add(node);
      }
    }
    return found;
  }

  /// Whether no session node has more than its share of so many shards. It may have less: a shard
  /// that was taken from a node has none until somebody asks for it.
  boolean isSpread(int shardCount) {
    List<NodeStatus> session =
        nodes.values().stream().filter(it -> it.roles().contains(SESSION)).toList();
    int share = Math.ceilDiv(shardCount, Math.max(1, session.size()));
    return session.stream().allMatch(it -> it.shards().size() <= share);
  }

  /// By what at least half of the session nodes say: that of one alone is its own trouble.
  boolean isJournalAway() {
    int away = 0;
    int all = 0;
    for (NodeStatus node : nodes.values()) {
      if (node.roles().contains(SESSION)) {
        all++;
        away += node.journalAway() ? 1 : 0;
      }
    }
    return away > 0 && 2 * away >= all;
  }

  /// Where a new session belongs: here, unless another node is clearly emptier or this one takes
  /// none. Empty when no node takes sessions.
  Optional<NodeStatus> sessionNode() {
    List<NodeStatus> candidates = new ArrayList<>(open(SESSION));
    candidates.removeIf(it -> it.shards().isEmpty() || it.journalAway());
    Optional<NodeStatus> emptiest =
        candidates.stream().min(Comparator.comparingInt(NodeStatus::sessions));
    NodeStatus here = nodes.get(own);
    if (here == null || !candidates.contains(here)) {
      return emptiest;
    }
    boolean unfair =
        emptiest.map(it -> here.sessions() > it.sessions() * CLEARLY_MORE + ANYWAY).orElse(false);
    return unfair ? emptiest : Optional.of(here);
  }

  /// The media node for a new leg: the least loaded one that is not `away`, if there is another, so
  /// that the death of one machine never takes a session and its audio together.
  ///
  /// @param away name of the session's own node
  /// @param extra legs handed out since the last report, by node
  Optional<NodeStatus> mediaNode(String away, Set<String> excluded, Map<String, Integer> extra) {
    List<NodeStatus> candidates = new ArrayList<>(open(MEDIA));
    candidates.removeIf(it -> excluded.contains(it.name()) || it.load().draining());
    if (candidates.size() > 1) {
      candidates.removeIf(it -> it.name().equals(away));
    }
    return candidates.stream()
        .min(Comparator.comparingDouble(it -> fullness(it, extra.getOrDefault(it.name(), 0))));
  }

  private static double fullness(NodeStatus node, int extra) {
    int capacity = Math.max(1, node.load().capacity());
    return Math.max(
        (node.load().legs() + extra) / (double) capacity, node.load().loadPercent() / 100);
  }

  /// An edge for a request: the own one unless it leaves and another does not, else any.
  public Optional<NodeStatus> edgeNode() {
    NodeStatus here = nodes.get(own);
    if (here != null && here.edge() != null && !here.draining()) {
      return Optional.of(here);
    }
    return nodes.values().stream()
        .filter(it -> it.edge() != null)
        .min(
            Comparator.comparing(NodeStatus::draining)
                .thenComparing(it -> !it.name().equals(own))
                .thenComparing(NodeStatus::name));
  }
}
