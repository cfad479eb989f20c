package dev.tandem.node.link;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The other members of the cluster, the links to them, and how fresh what they say is.
final class Neighbours {
  static final Duration SILENT = Duration.ofMillis(600);

  /// A link that has never been up says nothing against anybody while it is this young.
  private static final Duration YOUNG = Duration.ofSeconds(15);

  private final String self;
  private final long uid;
  private final boolean session;
  private final Map<Long, Peer> peers = new ConcurrentHashMap<>();
  private final Map<Long, Link> links = new ConcurrentHashMap<>();
  private final Map<Long, Long> born = new ConcurrentHashMap<>();

  /// @param self cluster address of this node, `host:port`
  /// @param session whether this node keeps sessions
  Neighbours(String self, long uid, boolean session) {
    this.self = self;
    this.uid = uid;
    this.session = session;
  }

  String self() {
    return self;
  }

  long uid() {
    return uid;
  }

  boolean keepsSessions() {
    return session;
  }

  void add(Peer peer) {
    if (peer.uid() != uid) {
      born.put(peer.uid(), System.nanoTime());
      peers.put(peer.uid(), peer);
    }
  }

  void remove(long memberUid) {
    peers.remove(memberUid);
    born.remove(memberUid);
    Link link = links.remove(memberUid);
    if (link != null) {
      link.close();
    }
  }

  Collection<Peer> peers() {
    return peers.values();
  }

  Collection<Link> links() {
    return links.values();
  }

  /// Null when it is no member any more.
  @Nullable Peer peer(long memberUid) {
    return peers.get(memberUid);
  }

  boolean has(long memberUid) {
    return peers.containsKey(memberUid);
  }

  @Nullable Link link(Peer peer) {
    return links.get(peer.uid());
  }

  /// Whether the port of that node refuses.
  boolean refuses(Peer peer) {
    Link link = link(peer);
    return link != null && link.refused();
  }

  /// Whether every other member has been heard.
  boolean knowsAll() {
    return peers.keySet().stream()
        .allMatch(it -> links.containsKey(it) && links.get(it).everConnected());
  }

  /// Begins links to those that have none, as soon as it is known where they listen.
  void connect(
      Function<String, Optional<InetSocketAddress>> addresses,
      Handshake handshake,
      Link.Listener heard) {
    for (Peer peer : peers.values()) {
      if (!links.containsKey(peer.uid())) {
        addresses
            .apply(peer.name())
            .ifPresent(to -> links.put(peer.uid(), new Link(peer, to, handshake, heard)));
      }
    }
  }

  boolean isFresh(Peer peer, long now, Duration limit) {
    Link link = links.get(peer.uid());
    if (link == null || !link.everConnected()) {
      return isYoung(peer, now);
    }
    return !link.refused() && now - link.freshNs() < limit.toNanos();
  }

  boolean isYoung(Peer peer, long now) {
    Long since = born.get(peer.uid());
    return since != null && now - since < YOUNG.toNanos();
  }

  void close() {
    links.values().forEach(Link::close);
  }
}
