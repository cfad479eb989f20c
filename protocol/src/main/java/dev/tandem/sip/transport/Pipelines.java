package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import dev.tandem.sip.transport.tls.TlsContexts;
import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// What stands between a connection's socket and its messages, and how many TLS handshakes are
/// under way. Event loop only.
final class Pipelines {
  private static final int MAX_REASON = 200;

  private final @Nullable TlsContexts tls;
  private final TransportCounters counters;
  private int handshakes;

  /// @param tls null when no listener speaks it
  Pipelines(@Nullable TlsContexts tls, TransportCounters counters) {
    this.tls = tls;
    this.counters = counters;
  }

  /// Whether one more peer may begin a handshake: each costs a signature.
  boolean mayShakeHands() {
    return tls != null && handshakes < tls.settings().maxHandshakes();
  }

  StreamConnection build(Channel channel, Ends ends, Connections owner) {
    if (tls != null && ends.transport().secure()) {
      secure(channel, ends, tls);
    }
    if (ends.transport().webSocket()) {
      var connection = new WebSocketConnection(channel, ends, owner);
      WebSocketGate.install(channel.pipeline(), connection);
      return connection;
    }
    var connection = new ByteConnection(channel, ends, owner);
    channel.pipeline().addLast(connection);
    return connection;
  }

  private void secure(Channel channel, Ends ends, TlsContexts contexts) {
    SslHandler handler =
        ends.domain() == null
            ? contexts.server(channel.alloc())
            : contexts.client(channel.alloc(), ends.domain(), ends.remote().getPort());
    handshakes++;
    handler.handshakeFuture().addListener(done -> handshakeEnded(done, ends));
    channel.pipeline().addLast(handler);
  }

  private void handshakeEnded(Future<?> done, Ends ends) {
    handshakes--;
    if (done.isSuccess()) {
      counters.count(Kind.TLS_HANDSHAKE);
    } else {
      counters.drop(Kind.TLS_HANDSHAKE_FAILED, ends.remote() + " (" + why(done.cause()) + ")");
    }
  }

  /// Never what the peer sent: it may hold credentials.
  private static String why(@Nullable Throwable cause) {
    String said = cause == null ? null : cause.getMessage();
    if (cause instanceof NotSslRecordException) {
      return "not TLS";
    }
    return said == null
        ? "connection closed"
        : said.substring(0, Math.min(said.length(), MAX_REASON));
  }
}
