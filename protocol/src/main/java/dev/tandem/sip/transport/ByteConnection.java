package dev.tandem.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;

/// Messages one after the other in a stream of bytes: TCP, and TLS behind its handler.
final class ByteConnection extends StreamConnection implements StreamFramer.Output {
  private static final long PERIOD_NS = 1_000_000_000L;
  private static final byte[] PONG = {'\r', '\n'};

  private final StreamFramer framer;
  private long periodNs;

  ByteConnection(Channel channel, Ends ends, Connections owner) {
    super(channel, ends, owner);
    this.framer = new StreamFramer(owner.settings().frame(), this);
    this.periodNs = owner.nowNs();
  }

  @Override
  Object framed(byte[] message) {
    return Unpooled.wrappedBuffer(message);
  }

  @Override
  void read(Object read) {
    long now = owner().nowNs();
    if (now - periodNs > PERIOD_NS) {
      periodNs = now;
      framer.newPeriod();
    }
    framer.feed((ByteBuf) read);
    if (framer.isPartial()) {
      begun(now);
    }
  }

  @Override
  public void onFramed(byte[] message) {
    received(message);
  }

  @Override
  public void onPing() {
    keptAlive();
    write(PONG.length, Unpooled.wrappedBuffer(PONG), null);
  }

  @Override
  public void onViolation(StreamFramer.Violation violation, byte[] head) {
    refuse(violation.kind, violation.status, head);
  }
}
