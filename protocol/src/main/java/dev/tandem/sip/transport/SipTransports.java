package dev.tandem.sip.transport;

import dev.tandem.sip.transport.tls.TlsContexts;
import dev.tandem.sip.transport.tls.TlsSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The SIP sockets of a node on one event loop, thread `sip-loop`. Opened by [#bind], ended by
/// [#close].
@SuppressWarnings("FutureReturnValueIgnored") // what ends with the loop needs no looking after
public final class SipTransports implements AutoCloseable {
  private final TransportSettings settings;
  private final MessageSink sink;
  private final LoopIo io;
  private final EventLoop loop;
  private final @Nullable TlsContexts tls;
  private final Connections connections;
  private final Bootstrap client;
  private final List<Channel> channels = new ArrayList<>();
  private final List<Listening> listeners = new ArrayList<>();
  private final List<UdpEndpoint> udp = new ArrayList<>();

  private SipTransports(
      TransportSettings settings, MessageSink sink, TransportCounters counters, LoopIo io) {
    this.settings = settings;
    this.sink = sink;
    this.io = io;
    this.loop = io.group().next();
    TlsSettings wanted = settings.tls();
    this.tls = wanted == null ? null : TlsContexts.open(wanted);
    this.connections =
        new Connections(
            settings.stream(), new Pipelines(tls, counters), sink, counters, System::nanoTime);
    this.client = client();
  }

  /// Opens every listener of `settings`, or none.
  ///
  /// @throws BindFailed saying which one could not be opened and why
  public static SipTransports bind(
      TransportSettings settings, MessageSink sink, TransportCounters counters) {
    return bind(settings, sink, counters, new LoopIo(true));
  }

  static SipTransports bind(
      TransportSettings settings, MessageSink sink, TransportCounters counters, LoopIo io) {
    var transports = new SipTransports(settings, sink, counters, io);
    try {
      transports.open();
    } catch (BindFailed e) {
      transports.close();
      throw e;
    }
    return transports;
  }

  /// Runs everything of SIP; tasks on it must not block.
  public EventLoop loop() {
    return loop;
  }

  /// In the order of the settings.
  public List<Listening> listeners() {
    return List.copyOf(listeners);
  }

  /// As [#send(Transport, InetSocketAddress, String, byte\[\], Consumer)] to a peer that need not
  /// prove who it is: over TLS and WebSocket only where a connection is open.
  public void send(
      Transport transport, InetSocketAddress to, byte[] message, Consumer<String> onFailure) {
    send(transport, to, null, message, onFailure);
  }

  /// Sends one message, from any thread. UDP leaves from the first listener that reaches it; all
  /// else goes over the connection to `to` that is open, whoever opened it. TCP and TLS open one
  /// when there is none.
  ///
  /// @param domain that a TLS peer must prove to be
  /// @param message must not be changed afterwards
  /// @param onFailure told on the loop, at most once, why the message surely did not leave; a
  ///   message that left may still be lost
  public void send(
      Transport transport,
      InetSocketAddress to,
      @Nullable String domain,
      byte[] message,
      Consumer<String> onFailure) {
    if (loop.inEventLoop()) {
      sendOnLoop(transport, to, domain, message, onFailure);
    } else {
      loop.execute(() -> sendOnLoop(transport, to, domain, message, onFailure));
    }
  }

  private void sendOnLoop(
      Transport transport,
      InetSocketAddress to,
      @Nullable String domain,
      byte[] message,
      Consumer<String> onFailure) {
    switch (transport) {
      case UDP -> {
        UdpEndpoint from = udpReaching(to.getAddress());
        if (from == null) {
          onFailure.accept("no udp listener reaches " + to);
        } else {
          from.send(to, message, onFailure);
        }
      }
      case TCP -> connections.send(new Peer(transport, to, null), message, onFailure, this::call);
      case TLS, WS, WSS -> {
        if (tls == null && transport.secure()) {
          onFailure.accept(transport.parameter() + " is not among the transports");
        } else {
          connections.send(new Peer(transport, to, domain), message, onFailure, this::call);
        }
      }
    }
  }

  private @Nullable UdpEndpoint udpReaching(InetAddress to) {
    for (int i = 0; i < udp.size(); i++) { // without an iterator: once for each message
      UdpEndpoint endpoint = udp.get(i);
      if (endpoint.reaches(to)) {
        return endpoint;
      }
    }
    return null;
  }

  private ChannelFuture call(InetSocketAddress to) {
    return client.connect(to);
  }

  /// Closes every socket and ends the loop. What is still unsent is lost.
  @Override
  public void close() {
    if (loop.inEventLoop()) {
      closeOnLoop();
      io.group().shutdownGracefully(0, 1, TimeUnit.SECONDS);
    } else if (!loop.isShuttingDown()) {
      loop.submit(this::closeOnLoop).awaitUninterruptibly(2, TimeUnit.SECONDS);
      io.group()
          .shutdownGracefully(0, 1, TimeUnit.SECONDS)
          .awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
  }

  private void closeOnLoop() {
    channels.forEach(Channel::close);
    connections.closeAll();
    if (tls != null) {
      tls.close();
    }
  }

  private void open() {
    var binding = new Binding(settings, io, connections);
    for (Binding.Bound bound : binding.open()) {
      channels.add(bound.channel());
      listeners.add(new Listening(bound.listener(), bound.address()));
      if (bound.listener().transport() == Transport.UDP) {
        udp.add(binding.startReading(bound.channel(), sink));
      }
    }
    long every = sweepEveryMs();
    loop.scheduleWithFixedDelay(connections::sweep, every, every, TimeUnit.MILLISECONDS);
  }

  private Bootstrap client() {
    long connectMs = settings.stream().deadlines().connect().toMillis();
    return io.tcpClient()
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectMs)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, settings.stream().bounds().waterMark())
        .handler(noHandler());
  }

  private static ChannelHandler noHandler() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {} // Connections adds it when connected
    };
  }

  /// An eighth of the shortest deadline, so that none is overrun by much.
  private long sweepEveryMs() {
    var deadlines = settings.stream().deadlines();
    long shortest = Math.min(deadlines.message().toMillis(), deadlines.idle().toMillis());
    return Math.clamp(shortest / 8, 5, 1_000);
  }
}
