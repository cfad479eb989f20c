package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.ReferenceCountUtil;

/// Lets in who asks for a WebSocket that speaks `sip` (RFC 7118 §4), at any path, and answers pings
/// with the bounds of its connection.
@SuppressWarnings("FutureReturnValueIgnored") // a refused peer is closed, come what may
final class WebSocketGate extends ChannelInboundHandlerAdapter {
  private static final String SUBPROTOCOL = "sip";
  private static final int MAX_LINE = 2_048;
  private static final int MAX_HEADERS = 8_192; // browsers send cookies
  private static final int MAX_BODY = 1_024; // a GET has none
  private static final long CLOSE_WITHIN_MS = 1_000;

  private final WebSocketConnection connection;

  private WebSocketGate(WebSocketConnection connection) {
    this.connection = connection;
  }

  /// HTTP, which becomes WebSocket, in front of `connection`.
  static void install(ChannelPipeline pipeline, WebSocketConnection connection) {
    TransportSettings.Stream settings = connection.owner().settings();
    int largest = settings.frame().maxHeaderBytes() + settings.frame().maxBodyBytes();
    var config =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .subprotocols(SUBPROTOCOL)
            .handshakeTimeoutMillis(settings.deadlines().message().toMillis())
            .forceCloseTimeoutMillis(CLOSE_WITHIN_MS)
            .decoderConfig(
                WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(largest).build())
            .build();
    pipeline.addLast(
        new Watch(connection),
        new HttpServerCodec(MAX_LINE, MAX_HEADERS, MAX_HEADERS),
        new HttpObjectAggregator(MAX_BODY),
        new WebSocketGate(connection),
        new WebSocketServerProtocolHandler(config),
        new WebSocketFrameAggregator(largest),
        connection);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    switch (read) {
      case FullHttpRequest request when !isForSip(request) -> {
        ReferenceCountUtil.release(request);
        refuse(ctx);
      }
      case PingWebSocketFrame ping -> {
        connection.onPing(ping);
        ping.release(); // the pong has a reference of its own
      }
      case PongWebSocketFrame pong -> {
        connection.onPong();
        pong.release();
      }
      default -> ctx.fireChannelRead(read); // any type a pipeline may carry
    }
  }

  private static boolean isForSip(FullHttpRequest request) {
    var headers = request.headers();
    return request.decoderResult().isSuccess()
        && request.method().equals(HttpMethod.GET)
        && request.uri().startsWith("/")
        && headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        && headers.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL, true);
  }

  private void refuse(ChannelHandlerContext ctx) {
    connection.owner().counters().drop(Kind.WS_REFUSED, connection.remote());
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.BAD_REQUEST,
            ByteBufUtil.writeAscii(ctx.alloc(), "WebSocket with subprotocol sip only, RFC 7118\n"));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  /// Sees the bytes of a frame before it is whole, so that none may take forever.
  private static final class Watch extends ChannelInboundHandlerAdapter {
    private final WebSocketConnection connection;

    Watch(WebSocketConnection connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
      connection.begun(connection.owner().nowNs());
      ctx.fireChannelRead(read);
    }
  }
}
