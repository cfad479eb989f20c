package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// All TCP connections: their bounds, their deadlines, and which one leads to a peer. Event loop
/// only.
final class Connections {
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Waiting(byte[] message, Consumer<String> onFailure) {}

  private final TransportSettings.Stream settings;
  private final MessageSink sink;
  private final TransportCounters counters;
  private final LongSupplier clockNs;
  private final Map<InetSocketAddress, StreamConnection> byRemote = new HashMap<>();
  private final Map<InetSocketAddress, ArrayDeque<Waiting>> connecting = new HashMap<>();
  private final Map<Long, Integer> acceptedBySource = new HashMap<>();
  private int accepted;
  private int opened;
  private boolean closing;

  Connections(
      TransportSettings.Stream settings,
      MessageSink sink,
      TransportCounters counters,
      LongSupplier clockNs) {
    this.settings = settings;
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

  int open() {
    return byRemote.size();
  }

  /// Takes a new peer's connection, or closes it at a bound.
  void accept(Channel channel, InetSocketAddress local, InetSocketAddress remote) {
    long source = Source.of(remote.getAddress());
    int fromSource = acceptedBySource.getOrDefault(source, 0);
    if (accepted >= settings.bounds().connections()) {
      refuse(channel, remote, Kind.TCP_TOO_MANY_CONNECTIONS);
    } else if (fromSource >= settings.bounds().connectionsPerSource()) {
      refuse(channel, remote, Kind.TCP_TOO_MANY_FROM_SOURCE);
    } else {
      accepted++;
      acceptedBySource.put(source, fromSource + 1);
      counters.count(Kind.TCP_ACCEPTED);
      adopt(new StreamConnection(channel, local, remote, true, this), channel);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the close
  private void refuse(Channel channel, InetSocketAddress remote, Kind why) {
    counters.drop(why, remote);
    channel.close();
  }

  private StreamConnection adopt(StreamConnection connection, Channel channel) {
    byRemote.put(connection.remote(), connection);
    channel.pipeline().addLast(connection);
    return connection;
  }

  /// Over the connection that is there, whoever opened it, else over a new one.
  void send(
      InetSocketAddress to,
      byte[] message,
      Consumer<String> onFailure,
      Function<InetSocketAddress, ChannelFuture> connector) {
    StreamConnection there = byRemote.get(to);
    if (there != null && there.isOpen()) {
      there.send(message, onFailure);
      return;
    }
    ArrayDeque<Waiting> queue = connecting.get(to);
    if (queue != null) {
      enqueue(queue, to, new Waiting(message, onFailure));
    } else if (closing) {
      onFailure.accept("closing");
    } else if (opened >= settings.bounds().connections()) {
      counters.drop(Kind.TCP_TOO_MANY_CONNECTS, to);
      onFailure.accept("too many tcp connections opened");
    } else {
      connect(to, new Waiting(message, onFailure), connector);
    }
  }

  private void enqueue(ArrayDeque<Waiting> queue, InetSocketAddress to, Waiting waiting) {
    if (queue.size() >= settings.bounds().waitingMessages()) {
      counters.drop(Kind.TCP_TOO_MANY_WAITING, to);
      waiting.onFailure.accept("too many messages wait for the connection to " + to);
    } else {
      queue.add(waiting);
    }
  }

  private void connect(
      InetSocketAddress to, Waiting first, Function<InetSocketAddress, ChannelFuture> connector) {
    opened++;
    var queue = new ArrayDeque<Waiting>();
    queue.add(first);
    connecting.put(to, queue);
    ChannelFuture connect = connector.apply(to);
    connect.addListener(_ -> {
      connecting.remove(to);
      if (connect.isSuccess()) {
        connected(connect.channel(), to, queue);
      } else {
        opened--;
        counters.drop(Kind.TCP_CONNECT_FAILED, to);
        queue.forEach(it -> it.onFailure.accept(String.valueOf(connect.cause().getMessage())));
      }
    });
  }

  private void connected(Channel channel, InetSocketAddress to, ArrayDeque<Waiting> queue) {
    counters.count(Kind.TCP_CONNECTED);
    var local = (InetSocketAddress) channel.localAddress();
    StreamConnection connection =
        adopt(new StreamConnection(channel, local, to, false, this), channel);
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
    byRemote.remove(connection.remote(), connection);
  }

  void closed(StreamConnection connection) {
    forget(connection);
    counters.count(Kind.TCP_CLOSED);
    if (connection.isAccepted()) {
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
    return new ArrayList<>(byRemote.values()); // closing one changes the map
  }
}
