package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One UDP socket. Event loop only.
final class UdpEndpoint extends SimpleChannelInboundHandler<DatagramPacket> {
  /// Longest datagram of empty lines or NULs that phones send to keep a NAT open.
  private static final int KEEP_ALIVE_BYTES = 8;

  private final Channel channel;
  private final InetSocketAddress local;
  private final MessageSink sink;
  private final TransportCounters counters;
  private final Flusher flusher;
  private final SocketMemory memory;

  UdpEndpoint(Channel channel, MessageSink sink, TransportCounters counters) {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.localAddress();
    this.sink = sink;
    this.counters = counters;
    this.flusher = new Flusher(channel);
    this.memory = new SocketMemory(channel);
  }

  boolean reaches(InetAddress peer) {
    return Reach.reaches(local.getAddress(), peer);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    ByteBuf content = packet.content(); // the superclass releases it
    if (isKeepAlive(content)) {
      counters.count(Kind.UDP_KEEP_ALIVE);
      return;
    }
    counters.count(Kind.UDP_IN);
    byte[] message = ByteBufUtil.getBytes(content);
    try {
      sink.onMessage(new UdpFlow(packet.sender()), message);
    } catch (Throwable e) {
      counters.drop(Kind.SINK_FAILED, packet.sender(), e); // one message must not end the socket
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (memory.read()) {
      if (memory.newDrops() > 0) {
        counters.lost(Kind.UDP_RECEIVE_BUFFER_FULL, memory.newDrops());
      }
      sink.onBacklog(memory.queuedBytes());
    }
  }

  /// A peer's closed port (ICMP) arrives here as a read error; the socket lives on.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    counters.drop(Kind.UDP_ERROR, local, cause);
  }

  void send(InetSocketAddress to, byte[] message, @Nullable Consumer<String> onFailure) {
    if (!channel.isWritable()) {
      counters.drop(Kind.UDP_SEND_FULL, to);
      fail(onFailure, "udp send buffer is full");
      return;
    }
    counters.count(Kind.UDP_OUT);
    ChannelFuture sent = channel.write(new DatagramPacket(Unpooled.wrappedBuffer(message), to));
    sent.addListener(done -> {
      if (!done.isSuccess()) {
        counters.drop(Kind.UDP_SEND_FAILED, to);
        fail(onFailure, String.valueOf(done.cause()));
      }
    });
    flusher.soon();
  }

  private static void fail(@Nullable Consumer<String> onFailure, String reason) {
    if (onFailure != null) {
      onFailure.accept(reason);
    }
  }

  private static boolean isKeepAlive(ByteBuf content) {
    int length = content.readableBytes();
    if (length > KEEP_ALIVE_BYTES) {
      return false;
    }
    for (int i = content.readerIndex(); i < content.writerIndex(); i++) {
      byte b = content.getByte(i);
      if (b != '\r' && b != '\n' && b != 0 && b != ' ') {
        return false;
      }
    }
    return true;
  }

  private final class UdpFlow implements Flow {
    private final InetSocketAddress remote;

    UdpFlow(InetSocketAddress remote) {
      this.remote = remote;
    }

    @Override
    public Transport transport() {
      return Transport.UDP;
    }

    @Override
    public InetSocketAddress local() {
      return local;
    }

    @Override
    public InetSocketAddress remote() {
      return remote;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void send(byte[] message) {
      UdpEndpoint.this.send(remote, message, null);
    }

    @Override
    public Flow atPort(int port) {
      return port == remote.getPort()
          ? this
          : new UdpFlow(new InetSocketAddress(remote.getAddress(), port));
    }

    @Override
    public String toString() {
      return "udp " + remote;
    }
  }
}
