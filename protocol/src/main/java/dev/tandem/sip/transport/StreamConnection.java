package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import dev.tandem.sip.transport.tls.SipIdentity;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// One connection, accepted or opened: its bounds and deadlines. How messages lie in it is for the
/// subclasses. Event loop only, but for [#send].
@SuppressWarnings(
    "FutureReturnValueIgnored") // a channel that cannot be closed or written to is closed
abstract sealed class StreamConnection extends ChannelInboundHandlerAdapter implements Flow
    permits ByteConnection, WebSocketConnection {
  /// How long a refused peer may take to read why.
  private static final long LINGER_MS = 1_000;

  private static final Certificate[] NOBODY = {};

  private final Channel channel;
  private final Ends ends;
  private final Connections owner;
  private final Flusher flusher;

  private long messageSinceNs; // when the awaited message began
  private long activeNs;
  private boolean awaiting; // a message: the first, or one that has begun
  private @Nullable InetSocketAddress alias;
  private boolean heard; // a message
  private boolean refused;

  StreamConnection(Channel channel, Ends ends, Connections owner) {
    this.channel = channel;
    this.ends = ends;
    this.owner = owner;
    this.flusher = new Flusher(channel);
    this.awaiting = ends.accepted(); // a peer that we called may stay silent
    messageSinceNs = activeNs = owner.nowNs();
  }

  Ends ends() {
    return ends;
  }

  Connections owner() {
    return owner;
  }

  Channel channel() {
    return channel;
  }

  @Override
  public Transport transport() {
    return ends.transport();
  }

  @Override
  public InetSocketAddress local() {
    return ends.local();
  }

  @Override
  public InetSocketAddress remote() {
    return ends.remote();
  }

  @Override
  public boolean isOpen() {
    return channel.isActive() && !refused;
  }

  @Override
  public void reuseAt(int port) {
    if (ends.accepted() && ends.transport() == Transport.TLS && alias == null && showsWho()) {
      alias = new InetSocketAddress(remote().getAddress(), port);
      owner.reuse(this, alias);
    }
  }

  @Override
  public @Nullable InetSocketAddress alias() {
    return alias;
  }

  private boolean showsWho() {
    return peerCertificates().length > 0;
  }

  @Override
  public boolean proves(String domain) {
    // What is written before the far end has proved it waits in the SslHandler, or fails there.
    return domain.equalsIgnoreCase(ends.domain()) || SipIdentity.proves(peerCertificates(), domain);
  }

  private Certificate[] peerCertificates() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    try {
      return tls == null ? NOBODY : tls.engine().getSession().getPeerCertificates();
    } catch (SSLPeerUnverifiedException _) {
      return NOBODY;
    }
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
    write(message.length, framed(message), onFailure);
  }

  /// The message as the pipeline takes it.
  abstract Object framed(byte[] message);

  /// @param bytes about that many
  final void write(int bytes, Object framed, @Nullable Consumer<String> onFailure) {
    if (bytes > channel.bytesBeforeUnwritable()) {
      ReferenceCountUtil.release(framed);
      if (channel.isActive()) {
        closeBecause(Kind.TCP_SLOW_READER);
      }
      fail(onFailure, ends.transport().parameter() + " peer does not read");
      return;
    }
    channel
        .write(framed)
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
      if (!refused) { // else read and forget, so that closing does not reset the answer away
        read(read);
      }
    } finally {
      ReferenceCountUtil.release(read);
    }
  }

  /// The caller releases it.
  abstract void read(Object read);

  /// A message has begun; it may take so long and no longer.
  final void begun(long now) {
    if (!awaiting) {
      awaiting = true;
      messageSinceNs = now;
    }
  }

  /// What has begun was a sign of life; the first message is still awaited.
  final void wasNoMessage() {
    awaiting = !heard;
  }

  final void received(byte[] message) {
    awaiting = false;
    heard = true;
    activeNs = owner.nowNs();
    owner.counters().count(Kind.TCP_IN);
    owner.deliver(this, message);
  }

  final void keptAlive() {
    activeNs = owner.nowNs();
    owner.counters().count(Kind.TCP_KEEP_ALIVE);
  }

  /// Lets the sink answer what cannot be cut into messages, then closes.
  final void refuse(Kind kind, int status, byte[] head) {
    owner.counters().drop(kind, remote());
    owner.unframeable(this, status, head);
    refused = true;
    owner.forget(this);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput());
    // Also when the peer reads nothing and the write above never ends.
    channel.eventLoop().schedule(this::close, LINGER_MS, TimeUnit.MILLISECONDS);
  }

  private void endOutput() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (channel instanceof DuplexChannel duplex && channel.isActive()) {
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

  final void closeBecause(Kind kind) {
    owner.counters().drop(kind, remote());
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
    boolean ordinary = cause instanceof IOException || isOfTls(cause); // a reset, a bad record
    if (ordinary) {
      owner.counters().count(Kind.TCP_ERROR);
    } else {
      owner.counters().drop(Kind.TCP_ERROR, remote(), cause);
    }
    ctx.close();
  }

  private static boolean isOfTls(Throwable cause) {
    return cause instanceof DecoderException && cause.getCause() instanceof SSLException;
  }

  @Override
  public String toString() {
    return ends.transport().parameter() + " " + remote();
  }
}
