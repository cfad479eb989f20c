package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.nio.charset.StandardCharsets;

/// One SIP message in each WebSocket message (RFC 7118 §5), in the kind of frame the peer uses.
final class WebSocketConnection extends StreamConnection {
  private static final byte[] PING = {'\r', '\n', '\r', '\n'};
  private static final byte[] PONG = {'\r', '\n'};

  private boolean upgraded;
  private boolean binary;

  WebSocketConnection(Channel channel, Ends ends, Connections owner) {
    super(channel, ends, owner);
  }

  @Override
  public boolean isOpen() {
    return upgraded && super.isOpen();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof HandshakeComplete) {
      upgraded = true;
      owner().counters().count(Kind.WS_UPGRADED);
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  Object framed(byte[] message) {
    ByteBuf content = Unpooled.wrappedBuffer(message);
    // A browser closes the connection when a text frame is not UTF-8, as bodies need not be.
    return binary || !ByteBufUtil.isText(content, StandardCharsets.UTF_8)
        ? new BinaryWebSocketFrame(content)
        : new TextWebSocketFrame(content);
  }

  @Override
  void read(Object read) {
    if (!(read instanceof WebSocketFrame frame)) {
      return; // what is left of HTTP
    }
    binary = frame instanceof BinaryWebSocketFrame;
    byte[] message = ByteBufUtil.getBytes(frame.content());
    if (!isBlank(message)) {
      received(message);
    } else {
      keptAlive();
      wasNoMessage();
      if (message.length == PING.length) { // RFC 5626 §3.5.1, which SIP.js speaks here too
        write(PONG.length, framed(PONG), null);
      }
    }
  }

  private static boolean isBlank(byte[] message) {
    if (message.length > PING.length) {
      return false;
    }
    for (byte b : message) {
      if (b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  void onPing(PingWebSocketFrame ping) {
    keptAlive();
    wasNoMessage();
    ByteBuf content = ping.content();
    write(content.readableBytes(), new PongWebSocketFrame(content.retain()), null);
  }

  void onPong() {
    keptAlive();
    wasNoMessage();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    switch (cause) {
      case TooLongFrameException _ -> closeBecause(Kind.WS_TOO_LARGE);
      case CorruptedWebSocketFrameException corrupted ->
          closeBecause(
              corrupted.closeStatus().code() == 1009 ? Kind.WS_TOO_LARGE : Kind.WS_BAD_FRAME);
      default -> super.exceptionCaught(ctx, cause);
    }
  }
}
