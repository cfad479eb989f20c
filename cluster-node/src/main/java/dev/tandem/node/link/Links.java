package dev.tandem.node.link;

import dev.tandem.node.journal.WriteFence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
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

  /// What the links do to the cluster.
  public interface Cluster {
    /// Removes a member. `address` as the cluster writes it.
    void down(String address);

    /// This node is with the minority: it has to end itself.
    void fenceOff(String why);
  }

  private final Handshake handshake;
  private final LinkServer server;
  private final Function<String, Optional<InetSocketAddress>> addresses;
  private final LinkMetrics metrics = new LinkMetrics();
  private final Neighbours neighbours;
  private final Silence silence;
  private final Deaths deaths;
  private final Majority majority;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("links").factory());
  private long lastTickNs = System.nanoTime();

  /// @param self the own cluster address, `host:port`
  /// @param session whether this node keeps sessions
  /// @param witness whether the database agrees that the node of that name holds no connection to
  ///   it any more
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
    this.handshake = new Handshake(secret, uid);
    this.addresses = addresses;
    this.neighbours = new Neighbours(self, uid, session);
    this.silence = new Silence(neighbours, watch, metrics);
    this.deaths = new Deaths(neighbours, silence, watch, cluster, witness, clock, metrics);
    this.majority = new Majority(neighbours, cluster);
    this.server = new LinkServer(bind, handshake, deaths::voted, metrics);
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
    neighbours.add(new Peer(name, address, memberUid, keepsSessions));
  }

  /// A node leaves or has left: its silence means nothing from now on.
  public void left(long memberUid) {
    neighbours.remove(memberUid);
    run(() -> {
      deaths.forget(memberUid);
      silence.forget(memberUid);
    });
  }

  /// The cluster has forgotten the node; another process may come back under its address.
  public void removed(String address) {
    ToldDetector.forget(address);
  }

  /// Whether every other member has been heard.
  boolean knowsAll() {
    return neighbours.knowsAll();
  }

  @Override
  public boolean mayWrite() {
    return majority.mayWrite();
  }

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
        neighbours.links().forEach(it -> it.forgive(now));
      }
      neighbours.connect(addresses, handshake, heard);
      silence.listen(now);
      majority.fence(now);
    } catch (RuntimeException e) {
      LOG.error("a bug in the links", e);
    }
  }

  private final Link.Listener heard =
      new Link.Listener() {
        @Override
        public void gone(Peer peer) {
          run(() -> deaths.seen(peer));
        }

        @Override
        public void connected(Peer peer) {
          // Its first echo says more.
        }
      };

  /// Why this node must not take calls, null when nothing is wrong.
  public @Nullable String problem() {
    return mayWrite() ? null : "this node is not in touch with the majority of the cluster";
  }

  @Override
  public void close() {
    clock.shutdownNow();
    neighbours.close();
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing the links", e);
    }
  }
}
