package dev.tandem.node.link;

import dev.tandem.node.journal.WriteFence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The links of one node to all others, and what follows from them: who is silent, who is dead,
/// whether this node is still with the majority.
///
/// Members come and go by [#member] and [#left], from the cluster's own events; where a member
/// listens is looked up each time until it is known.
public final class Links implements WriteFence, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration LATE = Duration.ofMillis(250);
  private static final Duration SILENT = Duration.ofMillis(600);

  /// A process that has just started may stand still for longer than that.
  private static final Duration SILENT_AT_FIRST = Duration.ofSeconds(2);

  /// From here on the split brain resolver counts its three seconds: when it decides, who is on the
  /// other side has long lost its lease and ended itself.
  private static final Duration UNREACHABLE = Duration.ofMillis(1500);

  private static final Duration LEASE = Duration.ofMillis(1500);
  private static final Duration FENCE_AFTER = Duration.ofSeconds(2);
  private static final Duration VOTE_AGAIN = Duration.ofMillis(400);

  /// By then the split brain resolver has decided.
  private static final Duration TESTIFY = Duration.ofSeconds(10);

  /// A link that has never been up says nothing against anybody while it is this young.
  private static final Duration YOUNG = Duration.ofSeconds(15);

  /// What the links do to the cluster.
  public interface Cluster {
    /// Removes a member. `address` as the cluster writes it.
    void down(String address);

    /// This node is with the minority: it has to end itself.
    void fenceOff(String why);
  }

  private final long uid;
  private final String self;
  private final boolean session;
  private final Handshake handshake;
  private final LinkServer server;
  private final NodeWatch watch;
  private final Cluster cluster;
  private final Function<String, Optional<InetSocketAddress>> addresses;

  /// Whether the database agrees that the node of that name holds no connection to it any more.
  private final Predicate<String> witness;

  private final LinkMetrics metrics = new LinkMetrics();
  private final Map<Long, Peer> peers = new ConcurrentHashMap<>();
  private final Map<Long, Link> links = new ConcurrentHashMap<>();
  private final Map<Long, Long> born = new ConcurrentHashMap<>();
  private final Set<Long> silent = new HashSet<>();
  private final Votes votes = new Votes();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("links").factory());
  private long lastTickNs = System.nanoTime();
  private long minoritySinceNs;
  private boolean inMinority;
  private volatile boolean fenced;

  /// @param self the own cluster address, `host:port`
  /// @param session whether this node keeps sessions
  public Links(
      String self,
      long uid,
      boolean session,
      byte[] secret,
      InetAddress bind,
      NodeWatch watch,
      Cluster cluster,
      Function<String, Optional<InetSocketAddress>> addresses,
      Predicate<String> witness)
      throws IOException {
    this.self = self;
    this.uid = uid;
    this.session = session;
    this.handshake = new Handshake(secret, uid);
    this.watch = watch;
    this.cluster = cluster;
    this.addresses = addresses;
    this.witness = witness;
    this.server = new LinkServer(bind, handshake, this::voted, metrics);
    clock.scheduleWithFixedDelay(
        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  public int port() {
    return server.port();
  }

  public LinkMetrics metrics() {
    return metrics;
  }

  /// A node is up in the cluster.
  public void member(String name, String address, long memberUid, boolean keepsSessions) {
    if (memberUid != uid) {
      born.put(memberUid, System.nanoTime());
      peers.put(memberUid, new Peer(name, address, memberUid, keepsSessions));
    }
  }

  /// A node leaves or has left: its silence means nothing from now on.
  public void left(long memberUid) {
    peers.remove(memberUid);
    born.remove(memberUid);
    Link link = links.remove(memberUid);
    if (link != null) {
      link.close();
    }
    run(() -> {
      votes.forget(memberUid);
      silent.remove(memberUid);
    });
  }

  /// The cluster has forgotten the node; another process may come back under its address.
  public void removed(String address) {
    ToldDetector.forget(address);
  }

  /// Whether every other member has been heard.
  boolean knowsAll() {
    return peers.keySet().stream()
        .allMatch(it -> links.containsKey(it) && links.get(it).everConnected());
  }

  /// The majority lease: this node may write while more than half of the members, itself counted,
  /// have echoed a beat that it sent less than 1.5 s ago. Others take over what it owns later than
  /// that.
  @Override
  public boolean mayWrite() {
    if (fenced) {
      return false;
    }
    Collection<Peer> others = peers.values();
    if (others.isEmpty()) {
      return true;
    }
    int fresh = 1;
    int all = 1;
    long now = System.nanoTime();
    for (Peer peer : others) {
      all++;
      fresh += isFresh(peer, now, LEASE) ? 1 : 0;
    }
    return 2 * fresh > all;
  }

  private boolean isFresh(Peer peer, long now, Duration limit) {
    Link link = links.get(peer.uid());
    if (link == null || !link.everConnected()) {
      return isYoung(peer, now);
    }
    return !link.refused() && now - link.freshNs() < limit.toNanos();
  }

  private boolean isYoung(Peer peer, long now) {
    Long since = born.get(peer.uid());
    return since != null && now - since < YOUNG.toNanos();
  }

  // On the clock's thread.

  private void run(Runnable task) {
    if (!clock.isShutdown()) {
      clock.execute(task);
    }
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      boolean late = now - lastTickNs > LATE.toNanos();
      lastTickNs = now;
      if (late) {
        links.values().forEach(it -> it.forgive(now));
      }
      connect();
      listen(now);
      fence(now);
    } catch (RuntimeException e) {
      LOG.error("a bug in the links", e);
    }
  }

  private void connect() {
    for (Peer peer : peers.values()) {
      if (!links.containsKey(peer.uid())) {
        addresses
            .apply(peer.name())
            .ifPresent(to -> links.put(peer.uid(), new Link(peer, to, handshake, heard)));
      }
    }
  }

  private final Link.Listener heard =
      new Link.Listener() {
        @Override
        public void gone(Peer peer) {
          run(() -> evidence(peer));
        }

        @Override
        public void connected(Peer peer) {
          // Its first echo says more.
        }
      };

  private void listen(long now) {
    for (Link link : links.values()) {
      Peer peer = link.peer();
      boolean fresh = isFresh(peer, now, isYoung(peer, now) ? SILENT_AT_FIRST : SILENT);
      if (!fresh && link.everConnected() && silent.add(peer.uid())) {
        metrics.silences.increment();
        LOG.warn("node {} is silent", peer.name());
        watch.silent(peer.name());
      } else if (fresh && silent.remove(peer.uid())) {
        LOG.info("node {} is heard again", peer.name());
        watch.back(peer.name());
      }
      if (link.everConnected() && !isFresh(peer, now, UNREACHABLE)) {
        ToldDetector.silent(peer.address());
      } else {
        ToldDetector.heard(peer.address());
      }
    }
  }

  private void evidence(Peer peer) {
    if (!peers.containsKey(peer.uid())) {
      return; // it left in order
    }
    metrics.evidence.increment();
    LOG.warn("node {} is gone: its port refuses", peer.name());
    silent.add(peer.uid());
    watch.dead(peer.name());
    Thread.ofVirtual().name("witness").start(() -> testify(peer));
  }

  /// The database may be slow to see that a process's connections have ended, and a vote is lost
  /// with the link it goes over: both are repeated until the node has left or is back.
  private void testify(Peer peer) {
    long end = System.nanoTime() + TESTIFY.toNanos();
    long pause = 20;
    try {
      while (isGone(peer) && System.nanoTime() - end < 0) {
        if (!session || witness.test(peer.name())) {
          run(() -> vote(peer.uid()));
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(VOTE_AGAIN.toMillis(), 2 * pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isGone(Peer peer) {
    Link link = links.get(peer.uid());
    return link != null && link.refused() && !clock.isShutdown();
  }

  private void vote(long dead) {
    votes.cast(dead, uid);
    links.values().forEach(it -> it.send(Frame.VOTE, dead));
    count(dead);
  }

  private void voted(long reporter, long dead) {
    run(() -> {
      if (peers.containsKey(reporter) && peers.containsKey(dead) && votes.cast(dead, reporter)) {
        count(dead);
      }
    });
  }

  private void count(long dead) {
    Peer peer = peers.get(dead);
    if (peer == null || !isCarried(dead)) {
      return;
    }
    if (isFirst()) {
      down(peer);
    } else {
      clock.schedule(
          () -> {
            if (peers.containsKey(dead)) {
              down(peer);
            }
          },
          VOTE_AGAIN.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  private boolean isCarried(long dead) {
    Set<Long> members = new HashSet<>(peers.keySet());
    members.add(uid);
    Set<Long> writers = new HashSet<>();
    if (session) {
      writers.add(uid);
    }
    peers.values().stream().filter(Peer::session).map(Peer::uid).forEach(writers::add);
    writers.remove(dead);
    return votes.carried(dead, members, writers);
  }

  /// One of those that are left speaks for all; should it fall silent too, the others do.
  private boolean isFirst() {
    return peers.values().stream()
        .filter(it -> !votes.accused().contains(it.uid()) && !silent.contains(it.uid()))
        .noneMatch(it -> it.name().compareTo(self) < 0);
  }

  private void down(Peer peer) {
    metrics.downed.increment();
    LOG.warn("node {} is dead by majority: removing it", peer.name());
    ToldDetector.dead(peer.address());
    cluster.down(peer.address());
  }

  /// What the split brain resolver would decide as well, only sooner: a minority ends itself before
  /// the majority takes over what it owns. A tie is left to the resolver.
  private void fence(long now) {
    int all = 1;
    int visible = 1;
    int refused = 0;
    for (Peer peer : peers.values()) {
      all++;
      Link link = links.get(peer.uid());
      visible += isFresh(peer, now, SILENT) ? 1 : 0;
      refused += link != null && link.refused() ? 1 : 0;
    }
    if (2 * visible >= all || fenced) {
      inMinority = false;
      return;
    }
    if (!inMinority) {
      inMinority = true;
      minoritySinceNs = now;
    }
    boolean proved = 2 * (all - refused) < all;
    if (proved || now - minoritySinceNs > FENCE_AFTER.toNanos()) {
      fenced = true;
      cluster.fenceOff("sees " + visible + " of " + all + " nodes");
    }
  }

  /// Why this node must not take calls, null when nothing is wrong.
  public @Nullable String problem() {
    return mayWrite() ? null : "this node is not in touch with the majority of the cluster";
  }

  @Override
  public void close() {
    clock.shutdownNow();
    links.values().forEach(Link::close);
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing the links", e);
    }
  }
}
