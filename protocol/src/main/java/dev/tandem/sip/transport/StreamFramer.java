package dev.tandem.sip.transport;

import dev.tandem.sip.transport.TransportCounters.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into messages by `Content-Length` (RFC 3261 §18.3) and sees keep-alives (RFC 5626
/// §3.5.1). Holds no more than one header section and one body, both checked against [Limits]
/// before the memory is taken. After a violation it reads nothing more. Event loop only.
final class StreamFramer {
  /// Bytes of empty lines taken between two messages within one period.
  static final int MAX_EMPTY_BYTES = 64;

  private static final int FIRST_BUFFER_BYTES = 1024;
  private static final int KEPT_BUFFER_BYTES = 4096;

  /// CRLF CRLF: the end of a header section, and a ping.
  private static final int DOUBLE_BREAK = 0x0D0A0D0A;

  interface Output {
    void onFramed(byte[] message);

    /// A double CRLF; wants a single one back.
    void onPing();

    /// @param head what was read of the header section, to answer from
    void onViolation(Violation violation, byte[] head);
  }

  /// Each has the status to answer with before the connection is closed.
  enum Violation {
    HEADER_TOO_LARGE(513, Kind.TCP_HEADER_TOO_LARGE),
    BODY_TOO_LARGE(413, Kind.TCP_BODY_TOO_LARGE),
    NO_CONTENT_LENGTH(400, Kind.TCP_NO_CONTENT_LENGTH),
    BAD_CONTENT_LENGTH(400, Kind.TCP_BAD_CONTENT_LENGTH),
    TOO_MANY_EMPTY_LINES(400, Kind.TCP_TOO_MANY_EMPTY_LINES);

    final int status;
    final Kind kind;

    Violation(int status, Kind kind) {
      this.status = status;
      this.kind = kind;
    }
  }

  private final TransportSettings.Frame limits;
  private final Output out;

  private byte[] head = {};
  private int headBytes;
  private int lastFour; // bytes seen last, the latest lowest
  private byte @Nullable [] message; // set while its body is awaited
  private int messageBytes;
  private int emptyBytes;
  private boolean broken;

  private final ByteProcessor untilEnd = this::isNotYetEnd;

  StreamFramer(TransportSettings.Frame limits, Output out) {
    this.limits = limits;
    this.out = out;
  }

  /// Whether a message has begun and is not whole.
  boolean isPartial() {
    return headBytes > 0 || message != null;
  }

  /// Allows [#MAX_EMPTY_BYTES] anew; called about once a second.
  void newPeriod() {
    emptyBytes = 0;
  }

  /// Takes all of `in`, unless the stream is broken.
  void feed(ByteBuf in) {
    while (in.isReadable() && !broken) {
      if (message != null) {
        takeBody(in, message);
      } else if (headBytes == 0) {
        skipEmptyLines(in);
      } else {
        takeHead(in);
      }
    }
  }

  private void skipEmptyLines(ByteBuf in) {
    while (in.isReadable()) {
      byte next = in.getByte(in.readerIndex());
      if (next != '\r' && next != '\n') {
        lastFour = next;
        append(in, 1);
        return;
      }
      in.skipBytes(1);
      lastFour = lastFour << 8 | next;
      if (++emptyBytes > MAX_EMPTY_BYTES) {
        fail(Violation.TOO_MANY_EMPTY_LINES);
        return;
      }
      if (lastFour == DOUBLE_BREAK) {
        lastFour = 0;
        out.onPing();
      }
    }
  }

  private void takeHead(ByteBuf in) {
    int from = in.readerIndex();
    int room = limits.maxHeaderBytes() - headBytes;
    int last = in.forEachByte(from, Math.min(in.readableBytes(), room), untilEnd);
    if (last >= 0) {
      append(in, last + 1 - from);
      lastFour = 0;
      endHead();
    } else if (in.readableBytes() >= room) {
      append(in, room);
      fail(Violation.HEADER_TOO_LARGE);
    } else {
      append(in, in.readableBytes());
    }
  }

  private boolean isNotYetEnd(byte next) {
    lastFour = (lastFour << 8) | (next & 0xFF);
    return lastFour != DOUBLE_BREAK;
  }

  private void append(ByteBuf in, int count) {
    int needed = headBytes + count;
    if (needed > head.length) {
      int grown = Math.max(FIRST_BUFFER_BYTES, Math.max(needed, head.length * 2));
      head = Arrays.copyOf(head, Math.min(grown, limits.maxHeaderBytes()));
    }
    in.readBytes(head, headBytes, count);
    headBytes = needed;
  }

  private void endHead() {
    int length = ContentLength.inHeaders(head, headBytes);
    if (length == ContentLength.MISSING) {
      fail(Violation.NO_CONTENT_LENGTH);
    } else if (length == ContentLength.MALFORMED) {
      fail(Violation.BAD_CONTENT_LENGTH);
    } else if (length == ContentLength.TOO_LARGE || length > limits.maxBodyBytes()) {
      fail(Violation.BODY_TOO_LARGE);
    } else {
      begin(length);
    }
  }

  private void begin(int bodyBytes) {
    byte[] whole = Arrays.copyOf(head, headBytes + bodyBytes);
    messageBytes = headBytes;
    headBytes = 0;
    if (head.length > KEPT_BUFFER_BYTES) {
      head = new byte[0];
    }
    if (messageBytes == whole.length) {
      deliver(whole);
    } else {
      message = whole;
    }
  }

  private void takeBody(ByteBuf in, byte[] whole) {
    int count = Math.min(in.readableBytes(), whole.length - messageBytes);
    in.readBytes(whole, messageBytes, count);
    messageBytes += count;
    if (messageBytes == whole.length) {
      deliver(whole);
    }
  }

  private void deliver(byte[] whole) {
    message = null;
    messageBytes = 0;
    emptyBytes = 0;
    out.onFramed(whole);
  }

  private void fail(Violation violation) {
    broken = true;
    byte[] seen = Arrays.copyOf(head, headBytes);
    head = new byte[0];
    headBytes = 0;
    out.onViolation(violation, seen);
  }
}
