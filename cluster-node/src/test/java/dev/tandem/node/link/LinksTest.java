package dev.tandem.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.node.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Links over real sockets.
@Timeout(60)
class LinksTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final byte[] SECRET = {1, 2, 3};

  private final List<Node> nodes = new ArrayList<>();
  private final List<Relay> relays = new ArrayList<>();

  /// By node: where the others find it.
  private final Map<String, InetSocketAddress> addresses = new ConcurrentHashMap<>();

  private final class Node implements NodeWatch, Links.Cluster {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final String name;
    final long uid;
    final Links links;

    Node(int number, byte[] secret, Predicate<String> witness) throws IOException {
      name = "node:" + number;
      uid = number;
      links =
          new Links(
              name,
              uid,
              true,
              secret,
              InetAddress.getLoopbackAddress(),
              this,
              this,
              it -> Optional.ofNullable(addresses.get(it)),
              witness);
      addresses.put(name, address());
      nodes.add(this);
    }

    InetSocketAddress address() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), links.port());
    }

    void meet(Node other) {
      links.member(other.name, "tandem@" + other.name, other.uid, true);
    }

    @Override
    public void silent(String node) {
      heard.add("silent " + node);
    }

    @Override
    public void back(String node) {
      heard.add("back " + node);
    }

    @Override
    public void dead(String node) {
      heard.add("dead " + node);
    }

    @Override
    public void down(String address) {
      heard.add("down " + address);
    }

    @Override
    public void fenceOff(String why) {
      heard.add("fenced: " + why);
    }

    @Override
    public String toString() {
      return name + " heard " + heard + " mayWrite=" + links.mayWrite();
    }
  }

  @AfterEach
  void close() throws IOException {
    nodes.forEach(node -> node.links.close());
    for (Relay relay : relays) {
      relay.close();
    }
  }

  private void cluster(int count, Predicate<String> witness) throws IOException {
    for (int i = 1; i <= count; i++) {
      new Node(i, SECRET, witness);
    }
    acquaint();
  }

  private void acquaint() {
    for (Node node : nodes) {
      nodes.stream().filter(it -> it != node).forEach(node::meet);
    }
    await(() -> nodes.stream().allMatch(it -> it.links.knowsAll()));
  }

  private void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(() -> "in time; " + nodes).isNegative();
      pause(5);
    }
  }

  private static void pause(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean heard(Node node, String what) {
    return node.heard.stream().anyMatch(it -> it.startsWith(what));
  }

  @Test
  void aDeadNodeIsRemovedByTheFirstOfTheRest() throws IOException {
    cluster(3, _ -> true);

    nodes.get(2).links.close();

    await(() -> heard(nodes.get(0), "down tandem@node:3"));
    await(() -> heard(nodes.get(1), "dead node:3"));
    assertThat(nodes.get(0).links.mayWrite()).as("%s", nodes).isTrue();
  }

  /// A killed process's connections to the database end a moment after its links.
  @Test
  void theDatabaseIsAskedUntilItHasSeenTheEnd() throws IOException {
    var asked = new AtomicInteger();
    cluster(3, _ -> asked.incrementAndGet() > 6);

    nodes.get(2).links.close();

    await(() -> heard(nodes.get(0), "down tandem@node:3"));
    assertThat(asked.get()).isGreaterThan(6);
  }

  /// A firewall can make it look as if a process had gone.
  @Test
  void whoStillHoldsItsDatabaseIsNotRemoved() throws IOException {
    var asked = new AtomicInteger();
    cluster(
        3,
        _ -> {
          asked.incrementAndGet();
          return false;
        });

    nodes.get(2).links.close();

    await(() -> asked.get() > 10);
    assertThat(nodes).noneMatch(it -> heard(it, "down"));
    assertThat(nodes.get(0).heard).contains("dead node:3");
  }

  @Test
  void theLastOfThreeEndsItself() throws IOException {
    cluster(3, _ -> true);

    nodes.get(0).links.close();
    nodes.get(1).links.close();

    await(() -> heard(nodes.get(2), "fenced: sees 1 of 3"));
    assertThat(nodes.get(2).links.mayWrite()).isFalse();
    assertThat(nodes.get(2).links.problem()).contains("majority");
  }

  @Test
  void aNodeCutOffMayNotWriteUntilItIsHeardAgain() throws Exception {
    new Node(1, SECRET, _ -> true);
    for (int i = 2; i <= 3; i++) {
      Node node = new Node(i, SECRET, _ -> true);
      var relay = new Relay("127.0.0.1", node.address());
      relays.add(relay);
      addresses.put(node.name, new InetSocketAddress("127.0.0.1", relay.port()));
    }
    acquaint();
    Node first = nodes.getFirst();
    assertThat(first.links.mayWrite()).isTrue();

    // Shorter than what makes a node end itself; two seconds, so the wait is not exact.
    for (Relay relay : relays) {
      relay.silence(true);
    }
    await(() -> !first.links.mayWrite());
    for (Relay relay : relays) {
      relay.silence(false);
    }

    await(() -> first.links.mayWrite() || heard(first, "fenced"));
    assertThat(first.heard).doesNotContain("dead node:2", "down tandem@node:2");
  }

  @Test
  void whoDoesNotKnowTheSecretIsNotHeard() throws IOException {
    new Node(1, SECRET, _ -> true);
    Node stranger = new Node(2, new byte[] {9}, _ -> true);
    stranger.meet(nodes.getFirst());

    await(() -> nodes.getFirst().links.metrics().strangers.sum() > 0);
    assertThat(stranger.links.knowsAll()).isFalse();
  }

  @Test
  void whoLeavesInOrderIsNotMourned() throws IOException {
    cluster(3, _ -> true);

    for (Node node : nodes.subList(0, 2)) {
      node.links.left(3);
    }
    nodes.get(2).links.close();
    nodes.get(1).links.close();

    await(() -> heard(nodes.get(0), "dead node:2"));
    assertThat(nodes.get(0).heard).noneMatch(it -> it.contains("node:3"));
  }
}
