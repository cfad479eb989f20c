package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One TCP connection, accepted or opened. Event loop only, but for [#send].
@SuppressWarnings(
    "FutureReturnValueIgnored") // a channel that cannot be closed or written to is closed
final class StreamConnection extends ChannelInboundHandlerAdapter
    implements Flow, StreamFramer.Output {
  /// How long a refused peer may take to read why.
  private static final long LINGER_MS = 1_000;

  private static final long PERIOD_NS = 1_000_000_000L;
  private static final byte[] PONG = {'\r', '\n'};

  private final Channel channel;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final boolean accepted;
  private final Connections owner;
  private final StreamFramer framer;
  private final Flusher flusher;

  private long messageSinceNs; // when the awaited message began
  private long activeNs;
  private long periodNs;
  private boolean awaiting = true; // a message: the first, or one that has begun
  private boolean refused;

  StreamConnection(
      Channel channel,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean accepted,
      Connections owner) {
    this.channel = channel;
    this.local = local;
    this.remote = remote;
    this.accepted = accepted;
    this.owner = owner;
    this.framer = new StreamFramer(owner.settings().frame(), this);
    this.flusher = new Flusher(channel);
    this.awaiting = accepted; // a peer that we called may stay silent
    messageSinceNs = activeNs = periodNs = owner.nowNs();
  }

  boolean isAccepted() {
    return accepted;
  }

  @Override
  public Transport transport() {
    return Transport.TCP;
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
    return channel.isActive() && !refused;
  }

  @Override
  public void send(byte[] message) {
    if (channel.eventLoop().inEventLoop()) {
      send(message, null);
    } else {
      channel.eventLoop().execute(() -> send(message, null));
    }
  }

  void send(byte[] message, @Nullable Consumer<String> onFailure) {
    owner.counters().count(Kind.TCP_OUT);
    activeNs = owner.nowNs();
    write(message, onFailure);
  }

  private void write(byte[] bytes, @Nullable Consumer<String> onFailure) {
    if (bytes.length > channel.bytesBeforeUnwritable()) {
      if (channel.isActive()) {
        closeBecause(Kind.TCP_SLOW_READER);
      }
      fail(onFailure, "tcp peer does not read");
      return;
    }
    channel
        .write(Unpooled.wrappedBuffer(bytes))
        .addListener(done -> {
          if (!done.isSuccess()) {
            owner.counters().count(Kind.TCP_SEND_FAILED);
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

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    try {
      if (refused) {
        return; // read and forget, so that closing does not reset the answer away
      }
      long now = owner.nowNs();
      if (now - periodNs > PERIOD_NS) {
        periodNs = now;
        framer.newPeriod();
      }
      framer.feed((ByteBuf) read);
      watchPartial(now);
    } finally {
      ReferenceCountUtil.release(read);
    }
  }

  private void watchPartial(long now) {
    if (framer.isPartial() && !awaiting) {
      awaiting = true;
      messageSinceNs = now;
    }
  }

  @Override
  public void onFramed(byte[] message) {
    awaiting = false;
    activeNs = owner.nowNs();
    owner.counters().count(Kind.TCP_IN);
    owner.deliver(this, message);
  }

  @Override
  public void onPing() {
    activeNs = owner.nowNs();
    owner.counters().count(Kind.TCP_KEEP_ALIVE);
    write(PONG, null);
  }

  @Override
  public void onViolation(StreamFramer.Violation violation, byte[] head) {
    owner.counters().drop(violation.kind, remote);
    owner.unframeable(this, violation.status, head);
    refused = true;
    owner.forget(this);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput());
    // Also when the peer reads nothing and the write above never ends.
    channel.eventLoop().schedule(this::close, LINGER_MS, TimeUnit.MILLISECONDS);
  }

  private void endOutput() {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }

  /// Closes when a deadline has passed.
  void check(long nowNs) {
    var deadlines = owner.settings().deadlines();
    if (awaiting && nowNs - messageSinceNs >= deadlines.message().toNanos()) {
      closeBecause(Kind.TCP_MESSAGE_TOO_SLOW);
    } else if (nowNs - activeNs >= deadlines.idle().toNanos()) {
      closeBecause(Kind.TCP_IDLE);
    }
  }

  private void closeBecause(Kind kind) {
    owner.counters().drop(kind, remote);
    refused = true;
    channel.close();
  }

  void close() {
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    owner.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      owner.counters().count(Kind.TCP_ERROR); // a reset is ordinary
    } else {
      owner.counters().drop(Kind.TCP_ERROR, remote, cause);
    }
    ctx.close();
  }

  @Override
  public String toString() {
    return "tcp " + remote;
  }
}
