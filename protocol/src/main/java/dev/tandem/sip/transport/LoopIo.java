package dev.tandem.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/// The one loop and its channels: epoll where its native library loads, else NIO.
final class LoopIo {
  private static final int SOL_SOCKET = 1; // this and the next as in Linux's asm-generic/socket.h
  private static final IntegerUnixChannelOption SO_RCVBUFFORCE =
      new IntegerUnixChannelOption("SO_RCVBUFFORCE", SOL_SOCKET, 33);

  /// Else `::` would take the port of `0.0.0.0` too. Where NIO is used, it does.
  private static final IntegerUnixChannelOption IPV6_V6ONLY =
      new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26); // linux/in6.h

  private static final int LARGEST_DATAGRAM = 65_536;
  private static final int DATAGRAMS_PER_READ = 32;
  private static final int DATAGRAMS_PER_TURN = 128;

  private final boolean epoll;
  private final EventLoopGroup group;

  LoopIo(boolean preferEpoll) {
    epoll = preferEpoll && Epoll.isAvailable();
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            (ThreadFactory) task -> new FastThreadLocalThread(task, "sip-loop"),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  }

  EventLoopGroup group() {
    return group;
  }

  /// Of a name that does not resolve it does not matter: opening fails.
  static SocketProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address
        ? SocketProtocolFamily.INET6
        : SocketProtocolFamily.INET;
  }

  Bootstrap udp(SocketProtocolFamily family) {
    var bootstrap = new Bootstrap().group(group);
    if (!epoll) {
      return bootstrap
          .channelFactory(() -> new NioDatagramChannel(family))
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(LARGEST_DATAGRAM).maxMessagesPerRead(16));
    }
    if (family == SocketProtocolFamily.INET6) {
      bootstrap.option(IPV6_V6ONLY, 1);
    }
    return bootstrap
        .channelFactory(() -> new EpollDatagramChannel(family))
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LARGEST_DATAGRAM)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new OneBuffer());
  }

  /// Gives back what a UDP channel reads into, when it closes.
  static void releaseOnClose(Channel channel) {
    if (channel.config().getRecvByteBufAllocator() instanceof OneBuffer one) {
      channel.closeFuture().addListener(_ -> one.release());
    }
  }

  /// What the kernel gave. Linux tells twice of it, for its own bookkeeping (socket(7)); the JDK's
  /// sockets take that back, Netty's do not.
  int receiveBufferBytes(Channel channel) {
    Integer told = channel.config().getOption(ChannelOption.SO_RCVBUF);
    if (told == null) {
      return Integer.MAX_VALUE;
    }
    return epoll ? told / 2 : told;
  }

  /// Whether the socket takes `bytes` even above `net.core.rmem_max`, which needs CAP_NET_ADMIN.
  boolean forceReceiveBuffer(Channel channel, int bytes) {
    if (!epoll) {
      return false;
    }
    try {
      return channel.config().setOption(SO_RCVBUFFORCE, bytes);
    } catch (ChannelException _) {
      return false;
    }
  }

  ServerBootstrap tcpServer(SocketProtocolFamily family) {
    var bootstrap = new ServerBootstrap().group(group);
    if (!epoll) {
      return bootstrap.channelFactory(
          () -> new NioServerSocketChannel(SelectorProvider.provider(), family));
    }
    if (family == SocketProtocolFamily.INET6) {
      bootstrap.option(IPV6_V6ONLY, 1);
    }
    return bootstrap.channelFactory(() -> new EpollServerSocketChannel(family));
  }

  Bootstrap tcpClient() {
    return new Bootstrap()
        .group(group)
        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
  }

  /// Lends one buffer to every `recvmmsg`. Safe since the epoll channel hands out all datagrams of
  /// one read before the next, and [UdpEndpoint] copies each at once.
  private static final class OneBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private final List<ByteBuf> buffers = new ArrayList<>(); // one, made at the first read

    OneBuffer() {
      super(DATAGRAMS_PER_TURN);
    }

    /// A read that is under way keeps its own reference, and a later one finds no buffer to share.
    void release() {
      buffers.forEach(ByteBuf::release);
      buffers.clear();
    }

    @Override
    @SuppressWarnings("deprecation") // the type is what the interface asks for
    public Handle newHandle() {
      return new OneBufferHandle();
    }

    private final class OneBufferHandle extends MaxMessageHandle {
      // Address space, not memory: pages that no datagram reached are never touched.
      private final ByteBuf buffer = Unpooled.directBuffer(LARGEST_DATAGRAM * DATAGRAMS_PER_READ);

      OneBufferHandle() {
        buffers.add(buffer);
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator ignored) {
        return buffer.refCnt() == 1
            ? buffer.retain().clear()
            : ignored.directBuffer(LARGEST_DATAGRAM); // somebody kept a slice
      }

      @Override
      public int guess() {
        return LARGEST_DATAGRAM * DATAGRAMS_PER_READ;
      }
    }
  }
}
