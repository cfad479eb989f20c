package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// All connections: their bounds, their deadlines, and which one leads to a peer. Event loop only.
final class Connections {
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Waiting(byte[] message, Consumer<String> onFailure) {}

  private final TransportSettings.Stream settings;
  private final Pipelines pipelines;
  private final MessageSink sink;
  private final TransportCounters counters;
  private final LongSupplier clockNs;
  private final Set<StreamConnection> all = new HashSet<>();
  private final Map<Peer, StreamConnection> byPeer = new HashMap<>();
  private final Map<Peer, ArrayDeque<Waiting>> connecting = new HashMap<>();
  private final Map<Long, Integer> acceptedBySource = new HashMap<>();
  private int accepted;
  private int opened;
  private boolean closing;

  Connections(
      TransportSettings.Stream settings,
      Pipelines pipelines,
      MessageSink sink,
      TransportCounters counters,
      LongSupplier clockNs) {
    this.settings = settings;
    this.pipelines = pipelines;
    this.sink = sink;
    this.counters = counters;
    this.clockNs = clockNs;
  }

  TransportSettings.Stream settings() {
    return settings;
  }

  TransportCounters counters() {
    return counters;
  }

  long nowNs() {
    return clockNs.getAsLong();
  }

  /// Takes a new peer's connection, or closes it at a bound.
  void accept(
      Transport transport, Channel channel, InetSocketAddress local, InetSocketAddress remote) {
    long source = Source.of(remote.getAddress());
    int fromSource = acceptedBySource.getOrDefault(source, 0);
    if (accepted >= settings.bounds().connections()) {
      refuse(channel, remote, Kind.TCP_TOO_MANY_CONNECTIONS);
    } else if (fromSource >= settings.bounds().connectionsPerSource()) {
      refuse(channel, remote, Kind.TCP_TOO_MANY_FROM_SOURCE);
    } else if (transport.secure() && !pipelines.mayShakeHands()) {
      refuse(channel, remote, Kind.TLS_TOO_MANY_HANDSHAKES);
    } else {
      accepted++;
      acceptedBySource.put(source, fromSource + 1);
      counters.count(Kind.TCP_ACCEPTED);
      adopt(channel, Ends.accepted(transport, local, remote));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
  private void refuse(Channel channel, InetSocketAddress remote, Kind why) {
    counters.drop(why, remote);
    channel.close();
  }

  private StreamConnection adopt(Channel channel, Ends ends) {
    StreamConnection connection = pipelines.build(channel, ends, this);
    all.add(connection);
    byPeer.put(ends.peer(), connection);
    return connection;
  }

  /// Leads requests for `alias` to a connection too; the last one who asks for it has it, and each
  /// connection may have one.
  void reuse(StreamConnection connection, InetSocketAddress alias) {
    byPeer.put(new Peer(connection.transport(), alias, null), connection);
  }

  /// Over the connection that is there, whoever opened it, else over a new one where the peer can
  /// be called.
  void send(
      Peer to,
      byte[] message,
      Consumer<String> onFailure,
      Function<InetSocketAddress, ChannelFuture> connector) {
    StreamConnection there = leadingTo(to);
    if (there != null) {
      there.send(message, onFailure);
      return;
    }
    ArrayDeque<Waiting> queue = connecting.get(to);
    if (queue != null) {
      enqueue(queue, to, new Waiting(message, onFailure));
    } else if (closing) {
      onFailure.accept("closing");
    } else if (!to.canBeCalled()) {
      counters.drop(Kind.TCP_NO_CONNECTION, to.address());
      onFailure.accept("no " + to.transport().parameter() + " connection to " + to.address());
    } else if (opened >= settings.bounds().connections()) {
      counters.drop(Kind.TCP_TOO_MANY_CONNECTS, to.address());
      onFailure.accept("too many connections opened");
    } else {
      connect(to, new Waiting(message, onFailure), connector);
    }
  }

  private @Nullable StreamConnection leadingTo(Peer to) {
    StreamConnection there = byPeer.get(to);
    if (there != null && there.isOpen()) {
      return there;
    }
    if (to.domain() == null) {
      return null;
    }
    StreamConnection theirs = byPeer.get(to.withoutDomain());
    return theirs != null && theirs.isOpen() && theirs.proves(to.domain()) ? theirs : null;
  }

  private void enqueue(ArrayDeque<Waiting> queue, Peer to, Waiting waiting) {
    if (queue.size() >= settings.bounds().waitingMessages()) {
      counters.drop(Kind.TCP_TOO_MANY_WAITING, to.address());
      waiting.onFailure.accept("too many messages wait for the connection to " + to.address());
    } else {
      queue.add(waiting);
    }
  }

  private void connect(
      Peer to, Waiting first, Function<InetSocketAddress, ChannelFuture> connector) {
    opened++;
    var queue = new ArrayDeque<Waiting>();
    queue.add(first);
    connecting.put(to, queue);
    ChannelFuture connect = connector.apply(to.address());
    connect.addListener(_ -> {
      connecting.remove(to);
      if (connect.isSuccess()) {
        connected(connect.channel(), to, queue);
      } else {
        opened--;
        counters.drop(Kind.TCP_CONNECT_FAILED, to.address());
        queue.forEach(it -> it.onFailure.accept(String.valueOf(connect.cause().getMessage())));
      }
    });
  }

  private void connected(Channel channel, Peer to, ArrayDeque<Waiting> queue) {
    counters.count(Kind.TCP_CONNECTED);
    var local = (InetSocketAddress) channel.localAddress();
    StreamConnection connection = adopt(channel, Ends.opened(to, local));
    queue.forEach(it -> connection.send(it.message, it.onFailure));
    if (closing) {
      connection.close();
    }
  }

  void deliver(StreamConnection from, byte[] message) {
    try {
      sink.onMessage(from, message);
    } catch (Throwable e) {
      counters.drop(Kind.SINK_FAILED, from.remote(), e);
    }
  }

  void unframeable(StreamConnection from, int status, byte[] head) {
    try {
      sink.onUnframeable(from, status, head);
    } catch (Throwable e) {
      counters.drop(Kind.SINK_FAILED, from.remote(), e);
    }
  }

  /// Leads nobody to this connection any more; it still counts until it is closed.
  void forget(StreamConnection connection) {
    all.remove(connection);
    byPeer.remove(connection.ends().peer(), connection);
    if (connection.alias() != null) {
      byPeer.remove(new Peer(connection.transport(), connection.alias(), null), connection);
    }
  }

  void closed(StreamConnection connection) {
    forget(connection);
    counters.count(Kind.TCP_CLOSED);
    if (connection.ends().accepted()) {
      accepted--;
      acceptedBySource.computeIfPresent(
          Source.of(connection.remote().getAddress()), (_, n) -> n == 1 ? null : n - 1);
    } else {
      opened--;
    }
    try {
      sink.onClosed(connection);
    } catch (Throwable e) {
      counters.drop(Kind.SINK_FAILED, connection.remote(), e);
    }
  }

  /// Closes what has passed a deadline.
  void sweep() {
    long now = nowNs();
    for (StreamConnection connection : snapshot()) {
      connection.check(now);
    }
  }

  void closeAll() {
    closing = true;
    snapshot().forEach(StreamConnection::close);
  }

  private List<StreamConnection> snapshot() {
    return new ArrayList<>(all); // closing one changes the set
  }
}
