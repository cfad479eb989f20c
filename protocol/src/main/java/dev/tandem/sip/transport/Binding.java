package dev.tandem.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the listeners of a node, all or none. Before the loop is used by anybody else.
final class Binding {
  private static final Logger LOG = LoggerFactory.getLogger(Binding.class);
  private static final int PORT_ATTEMPTS = 20;
  private static final int BACKLOG = 1024;
  private static final int UDP_UNSENT_BYTES = 8 << 20;

  /// An open listener.
  record Bound(Listener listener, Channel channel) {
    InetSocketAddress address() {
      return (InetSocketAddress) channel.localAddress();
    }
  }

  private final TransportSettings settings;
  private final LoopIo io;
  private final Connections connections;

  Binding(TransportSettings settings, LoopIo io, Connections connections) {
    this.settings = settings;
    this.io = io;
    this.connections = connections;
  }

  /// In the order of the settings. A UDP socket reads nothing until [#startReading].
  ///
  /// @throws BindFailed saying which one could not be opened and why
  List<Bound> open() {
    for (int attempt = 1; ; attempt++) {
      var bound = new ArrayList<Bound>();
      try {
        settings.listeners().forEach(it -> bound.add(open(it, portFor(it, bound))));
        return bound;
      } catch (BindFailed e) {
        bound.forEach(it -> it.channel.close().awaitUninterruptibly());
        if (attempt == PORT_ATTEMPTS || settings.listeners().stream().noneMatch(this::follows)) {
          throw e;
        }
      }
    }
  }

  /// A TCP listener without a number takes the one that UDP got on its address, so that a URI
  /// without a transport leads to both.
  private static int portFor(Listener listener, List<Bound> bound) {
    if (listener.port() != 0 || listener.transport() != Transport.TCP) {
      return listener.port();
    }
    return bound.stream()
        .filter(it -> isUdpOf(it.listener, listener))
        .findFirst()
        .map(it -> it.address().getPort())
        .orElse(0);
  }

  private boolean follows(Listener listener) {
    return listener.port() == 0
        && listener.transport() == Transport.TCP
        && settings.listeners().stream().anyMatch(it -> isUdpOf(it, listener));
  }

  private static boolean isUdpOf(Listener udp, Listener tcp) {
    return udp.transport() == Transport.UDP
        && udp.port() == 0
        && udp.address().equals(tcp.address());
  }

  private Bound open(Listener listener, int port) {
    var address = new InetSocketAddress(listener.address(), port);
    ChannelFuture bound =
        switch (listener.transport()) {
          case UDP -> bindUdp(address);
          case TCP, TLS, WS, WSS -> bindTcp(listener.transport(), address);
        };
    bound.awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new BindFailed(listener.transport(), listener.address(), port, cause);
    }
    return new Bound(listener, bound.channel());
  }

  private ChannelFuture bindUdp(InetSocketAddress address) {
    return io.udp(LoopIo.family(address))
        .option(ChannelOption.SO_RCVBUF, settings.socketBufferBytes())
        .option(ChannelOption.SO_SNDBUF, settings.socketBufferBytes())
        .option(
            ChannelOption.WRITE_BUFFER_WATER_MARK,
            new WriteBufferWaterMark(UDP_UNSENT_BYTES / 2, UDP_UNSENT_BYTES))
        .option(ChannelOption.AUTO_READ, false) // until its handler is there
        .handler(new ChannelHandlerAdapter() {})
        .bind(address);
  }

  UdpEndpoint startReading(Channel channel, MessageSink sink) {
    var endpoint = new UdpEndpoint(channel, sink, connections.counters());
    channel.pipeline().addLast(endpoint);
    LoopIo.releaseOnClose(channel);
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

  private ChannelFuture bindTcp(Transport transport, InetSocketAddress address) {
    return io.tcpServer(LoopIo.family(address))
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, settings.stream().bounds().waterMark())
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                connections.accept(
                    transport, channel, channel.localAddress(), channel.remoteAddress());
              }
            })
        .bind(address);
  }
}
