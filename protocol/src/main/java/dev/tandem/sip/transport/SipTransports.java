package dev.tandem.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SIP sockets of a node on one event loop, thread `sip-loop`: UDP and TCP on one address and
/// port. Opened by [#bind], ended by [#close].
@SuppressWarnings("FutureReturnValueIgnored") // what ends with the loop needs no looking after
public final class SipTransports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SipTransports.class);
  private static final int PORT_ATTEMPTS = 20;
  private static final int BACKLOG = 1024;
  private static final int UDP_UNSENT_BYTES = 8 << 20;

  private final TransportSettings settings;
  private final MessageSink sink;
  private final TransportCounters counters;
  private final LoopIo io;
  private final EventLoop loop;
  private final Connections connections;
  private final Bootstrap client;
  private final List<Channel> channels = new ArrayList<>();
  private final List<Listening> listeners = new ArrayList<>();
  private @Nullable UdpEndpoint udp;

  private SipTransports(
      TransportSettings settings, MessageSink sink, TransportCounters counters, LoopIo io) {
    this.settings = settings;
    this.sink = sink;
    this.counters = counters;
    this.io = io;
    this.loop = io.group().next();
    this.connections = new Connections(settings.stream(), sink, counters, System::nanoTime);
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

  /// In the order of [Transport].
  public List<Listening> listeners() {
    return List.copyOf(listeners);
  }

  /// Sends one message, from any thread. UDP leaves from our listener; TCP goes over the connection
  /// to `to` that is open, whoever opened it, else over a new one.
  ///
  /// @param message must not be changed afterwards
  /// @param onFailure told on the loop, at most once, why the message surely did not leave; a
  ///   message that left may still be lost
  public void send(
      Transport transport, InetSocketAddress to, byte[] message, Consumer<String> onFailure) {
    if (loop.inEventLoop()) {
      sendOnLoop(transport, to, message, onFailure);
    } else {
      loop.execute(() -> sendOnLoop(transport, to, message, onFailure));
    }
  }

  private void sendOnLoop(
      Transport transport, InetSocketAddress to, byte[] message, Consumer<String> onFailure) {
    switch (transport) {
      case UDP -> {
        if (udp == null) {
          onFailure.accept("udp is not among the transports");
        } else {
          udp.send(to, message, onFailure);
        }
      }
      case TCP -> connections.send(to, message, onFailure, client::connect);
    }
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
  }

  private void open() {
    int attempts = settings.port() == 0 && settings.transports().size() > 1 ? PORT_ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      try {
        openAll();
        break;
      } catch (BindFailed e) {
        closeListeners();
        if (attempt == attempts) {
          throw e;
        }
      }
    }
    long every = sweepEveryMs();
    loop.scheduleWithFixedDelay(connections::sweep, every, every, TimeUnit.MILLISECONDS);
  }

  private void closeListeners() {
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
    channels.clear();
    listeners.clear();
  }

  /// UDP first: the number it gets for port 0 is then asked for TCP.
  private void openAll() {
    int port = settings.port();
    for (Transport transport : Transport.values()) {
      if (settings.transports().contains(transport)) {
        Channel channel = bindOne(transport, port);
        channels.add(channel);
        var address = (InetSocketAddress) channel.localAddress();
        listeners.add(new Listening(transport, address));
        port = address.getPort();
        if (transport == Transport.UDP) {
          udp = startReading(channel);
        }
      }
    }
  }

  private Channel bindOne(Transport transport, int port) {
    var address = new InetSocketAddress(settings.address(), port);
    ChannelFuture bound =
        switch (transport) {
          case UDP -> bindUdp(address);
          case TCP -> bindTcp(address);
        };
    bound.awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new BindFailed(transport, settings.address(), port, cause);
    }
    return bound.channel();
  }

  private ChannelFuture bindUdp(InetSocketAddress address) {
    return io.udp()
        .option(ChannelOption.SO_RCVBUF, settings.socketBufferBytes())
        .option(ChannelOption.SO_SNDBUF, settings.socketBufferBytes())
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(UDP_UNSENT_BYTES / 2, UDP_UNSENT_BYTES))
        .option(ChannelOption.AUTO_READ, false) // until its handler is there
        .handler(new ChannelHandlerAdapter() {})
        .bind(address);
  }

  private UdpEndpoint startReading(Channel channel) {
    var endpoint = new UdpEndpoint(channel, sink, counters);
    channel.pipeline().addLast(endpoint);
    if (isSmaller(channel)) {
      io.forceReceiveBuffer(channel, settings.socketBufferBytes());
      sayIfSmaller(channel);
    }
    channel.config().setAutoRead(true);
    return endpoint;
  }

  /// The kernel caps what was asked for without an error.
  private boolean isSmaller(Channel channel) {
    return io.receiveBufferBytes(channel) < settings.socketBufferBytes();
  }

  private void sayIfSmaller(Channel channel) {
    int wanted = settings.socketBufferBytes();
    if (isSmaller(channel)) {
      LOG.warn(
          "udp receive buffer is {} bytes, tandem.sip.transport.udp.socket-buffer asks for {}: at"
              + " high load messages may be lost; run: sysctl -w net.core.rmem_max={}",
          io.receiveBufferBytes(channel),
          wanted,
          wanted);
    }
  }

  private ChannelFuture bindTcp(InetSocketAddress address) {
    return io.tcpServer()
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, streamWaterMark())
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                connections.accept(channel, channel.localAddress(), channel.remoteAddress());
              }
            })
        .bind(address);
  }

  private Bootstrap client() {
    long connectMs = settings.stream().deadlines().connect().toMillis();
    return io.tcpClient()
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectMs)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, streamWaterMark())
        .handler(noHandler());
  }

  private static ChannelHandler noHandler() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {} // Connections adds it when connected
    };
  }

  private WriteBufferWaterMark streamWaterMark() {
    int bytes = settings.stream().bounds().outboundBytes();
    return new WriteBufferWaterMark(bytes / 2, bytes);
  }

  /// An eighth of the shortest deadline, so that none is overrun by much.
  private long sweepEveryMs() {
    var deadlines = settings.stream().deadlines();
    long shortest = Math.min(deadlines.message().toMillis(), deadlines.idle().toMillis());
    return Math.clamp(shortest / 8, 5, 1_000);
  }
}
