package dev.tandem.node.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Many two-party calls with audio through a cluster: one socket for all callers, one for all
/// callees, one for each ear; four threads. Or a room that all of them are in.
final class Crowd implements AutoCloseable {
  /// One call; or two calls into the room.
  ///
  /// @param calleeRole of the session that has the callee's dialog
  record Pair(int number, Party caller, Party callee, String calleeRole) {
    List<Party> both() {
      return List.of(caller, callee);
    }

    /// Whether one was hung up on by us, after the other had hung up; in a room, whether both have
    /// hung up.
    boolean isOver() {
      return caller.ear.isInRoom()
          ? caller.isLeaving() && callee.isLeaving()
          : caller.sawBye() || callee.sawBye();
    }

    String lost() {
      return caller.lost().isEmpty() ? callee.lost() : caller.lost();
    }
  }

  private static final String ROOM = "crowd";

  private final String host;
  private final List<InetSocketAddress> edges;
  private final DatagramChannel callers;
  private final DatagramChannel callees;
  private final List<Pair> pairs = new ArrayList<>();
  private final List<Ear> ears = new ArrayList<>();
  private final Map<String, Party> byCallId = new ConcurrentHashMap<>();
  private final Map<String, Party> byName = new ConcurrentHashMap<>();
  private final Selector selector = Selector.open();
  private volatile boolean closed;

  /// @param host the address of all phones
  /// @param edges where calls may be sent
  Crowd(String host, List<InetSocketAddress> edges) throws IOException {
    this.host = host;
    this.edges = List.copyOf(edges);
    callers = sip(host);
    callees = sip(host);
    daemon("crowd-callers", () -> hear(callers));
    daemon("crowd-callees", () -> hear(callees));
    daemon("crowd-listen", this::listen);
    daemon("crowd-speak", this::speak);
  }

  private static void daemon(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  private static DatagramChannel sip(String host) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
    channel.bind(new InetSocketAddress(host, 0));
    return channel;
  }

  private static InetSocketAddress address(DatagramChannel channel) throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /// The routes the cluster has to have: a call to `to17p5099` goes to `sip:callee17@HOST:5099`.
  static String routes(String host) {
    return "tandem.routes = [ { user = \"to([0-9]+)p([0-9]+)\", do = \"bridge sip:callee$1@"
        + host
        + ":$2\" }, { user = "
        + ROOM
        + ", do = \"conference "
        + ROOM
        + "\" } ]\n";
  }

  /// Sets up `count` calls, `perSecond` at a time, spread over the edges.
  void call(int count, int perSecond) throws Exception {
    for (int i = 0; i < count; i++) {
      begin();
      LockSupport.parkNanos(1_000_000_000L / perSecond);
    }
    settle();
  }

  /// Brings two for each of `count` into one room.
  void gather(int count, int perSecond) throws Exception {
    for (int i = 0; i < count; i++) {
      var one = party("caller" + i, callers, Ear.ROOM);
      var other = party("callee" + i, callees, Ear.ROOM);
      pairs.add(new Pair(i, one, other, "UAS"));
      for (Party guest : List.of(one, other)) {
        place(guest, i);
        LockSupport.parkNanos(1_000_000_000L / perSecond / 2);
      }
    }
    settle();
  }

  private void settle() throws Exception {
    for (int round = 0; round < 40; round++) {
      boolean all = true;
      for (Pair pair : pairs) {
        for (Party party : pair.both()) {
          all &= party.up.isDone();
          if (party.wasRefused()) {
            place(party, pair.number());
          } else {
            party.again(pair.number());
          }
          party.repeatOk();
        }
      }
      if (all) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    for (Pair pair : pairs) {
      pair.caller().up.get(20, TimeUnit.SECONDS);
      pair.callee().up.get(20, TimeUnit.SECONDS);
    }
    Await.value("all hear each other", Duration.ofSeconds(20), this::deaf, List::isEmpty);
  }

  private void begin() throws IOException {
    int number = pairs.size();
    var caller = party("caller" + number, callers, 2 * number);
    var callee = party("callee" + number, callees, 2 * number + 1);
    pairs.add(new Pair(number, caller, callee, "UAC"));
    byName.put("callee" + number, callee);
    place(caller, number);
  }

  private void place(Party caller, int number) throws IOException {
    String user = caller.ear.isInRoom() ? ROOM : "to" + number + "p" + address(callees).getPort();
    caller.call(user, edges.get(number % edges.size()));
    byCallId.put(caller.callId(), caller);
  }

  private Party party(String name, DatagramChannel channel, int mark) throws IOException {
    var ear = new Ear(host, mark, name.hashCode());
    synchronized (ears) {
      ears.add(ear);
    }
    ear.channel.register(selector, SelectionKey.OP_READ, ear);
    Party.Wire wire =
        (text, to) -> {
          try {
            channel.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), to);
          } catch (IOException e) {
            // As good as lost on the way.
          }
        };
    return new Party(name, address(channel), wire, ear, edges);
  }

  List<Pair> pairs() {
    return pairs;
  }

  List<String> deaf() {
    long now = System.nanoTime();
    return pairs.stream()
        .filter(pair -> !pair.isOver())
        .flatMap(pair -> pair.both().stream())
        .filter(party -> !party.ear.hears(now))
        .map(Party::toString)
        .toList();
  }

  private void hear(DatagramChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (!closed) {
      try {
        buffer.clear();
        var from = (InetSocketAddress) channel.receive(buffer);
        buffer.flip();
        deliver(new SipText(StandardCharsets.UTF_8.decode(buffer).toString()), from);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException | RuntimeException | AssertionError e) {
        System.err.println("crowd: " + e);
      }
    }
  }

  private void deliver(SipText message, InetSocketAddress from) {
    String callId = message.header("Call-ID");
    Party party = byCallId.get(callId);
    if (party == null && message.method().equals("INVITE") && !message.isResponse()) {
      String user = message.start().replaceFirst("^INVITE sip:([^@]*)@.*", "$1");
      party = byName.get(user);
      if (party != null) {
        byCallId.put(callId, party);
      }
    }
    if (party != null) {
      party.receive(message, from);
    }
  }

  private void listen() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2_048);
    while (!closed) {
      try {
        selector.select(5);
        long now = System.nanoTime();
        for (SelectionKey key : selector.selectedKeys()) {
          ((Ear) key.attachment()).listen(buffer, now);
        }
        selector.selectedKeys().clear();
      } catch (IOException | RuntimeException e) {
        if (closed) {
          return;
        }
      }
    }
  }

  /// A fifth of the ears every 4 ms, so that packets are spread as those of real phones.
  private void speak() {
    long next = System.nanoTime();
    for (int slot = 0; !closed; slot = (slot + 1) % 5) {
      List<Ear> all;
      synchronized (ears) {
        all = List.copyOf(ears);
      }
      for (int i = slot; i < all.size(); i += 5) {
        try {
          all.get(i).speak();
        } catch (IOException e) {
          // Nobody there: as good as lost on the way.
        }
      }
      next += 4_000_000;
      long now = System.nanoTime();
      if (next < now - 100_000_000) {
        next = now; // the machine stood still; do not make up for it in one burst
      }
      LockSupport.parkNanos(next - now);
    }
  }

  void forget() {
    pairs.forEach(pair -> pair.both().forEach(party -> party.ear.forget()));
  }

  @Override
  public void close() throws IOException {
    closed = true;
    callers.close();
    callees.close();
    selector.close();
    for (Ear ear : ears) {
      ear.channel.close();
    }
  }
}
