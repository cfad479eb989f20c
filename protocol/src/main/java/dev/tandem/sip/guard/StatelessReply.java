package dev.tandem.sip.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Makes responses out of a request's raw bytes (RFC 3261 §8.2.6, §8.2.7), keeping nothing. The To
/// tag is a keyed hash of the request, so that a retransmission gets the same one and the ACK can
/// be told from any other.
public final class StatelessReply {
  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] VIA = ascii("Via: ");
  private static final int OUR_PART_BYTES = 256;
  private static final int[] COPIED = {
    HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ
  };
  private static final String[] NAMES = {"From: ", "To: ", "Call-ID: ", "CSeq: "};

  private final long key;

  /// @param key secret of this process; another key makes other tags
  public StatelessReply(long key) {
    this.key = key;
  }

  public static StatelessReply withRandomKey() {
    return new StatelessReply(new SplittableRandom().nextLong());
  }

  /// @param reason must not come from the request
  /// @param retryAfterSeconds 0 for no Retry-After
  /// @return null for what must not or cannot be answered: a response, an ACK, a request without
  ///   the headers a response is made of
  public byte @Nullable [] to(
      RawScan request, InetSocketAddress source, int status, String reason, int retryAfterSeconds) {
    if (!isAnswerable(request)) {
      return null;
    }
    var out = new Writer(request.bytes.length + OUR_PART_BYTES);
    out.put(ascii("SIP/2.0 " + status + " " + reason + "\r\n"));
    vias(out, request, source);
    for (int i = 0; i < COPIED.length; i++) {
      int name = COPIED[i];
      out.put(ascii(NAMES[i])).unfolded(request.bytes, request.starts[name], request.ends[name]);
      if (name == HeaderName.TO && !request.hasToTag()) {
        out.put(ascii(";tag=")).put(ascii(tagFor(request)));
      }
      out.put(CRLF);
    }
    if (retryAfterSeconds > 0) {
      out.put(ascii("Retry-After: " + retryAfterSeconds + "\r\n"));
    }
    return out.put(ascii("Content-Length: 0\r\n\r\n")).bytes();
  }

  /// Whether this ACK is for a response made here; nobody else waits for it.
  public boolean isAckOfOurs(RawScan message) {
    if (!message.isMethod("ACK")) {
      return false;
    }
    long tag = message.toTag();
    return tag >= 0
        && Bytes.text(message.bytes, Params.start(tag), Params.end(tag)).equals(tagFor(message));
  }

  private static boolean isAnswerable(RawScan request) {
    if (request.kind() != RawScan.Kind.REQUEST
        || request.isMethod("ACK")
        || request.hasNul() // also the stray ones: what we copy must not open a line
        || request.hasStrayLineBreak()
        || !request.topVia().isOk()) {
      return false;
    }
    for (int name : COPIED) {
      if (request.count(name) < 1 || request.isEmpty(name)) {
        return false;
      }
    }
    return true;
  }

  /// The top one with where it really came from (RFC 3261 §18.2.1, RFC 3581 §4), the others as they
  /// are.
  private static void vias(Writer out, RawScan request, InetSocketAddress source) {
    byte[] bytes = request.bytes;
    TopVia top = request.topVia();
    out.put(VIA);
    topVia(out, bytes, top, source);
    int rest = Bytes.skipBlank(bytes, top.end(), request.ends[HeaderName.VIA]);
    out.unfolded(bytes, rest, request.ends[HeaderName.VIA]).put(CRLF);
    int at = request.ends[HeaderName.VIA];
    for (int left = request.count(HeaderName.VIA) - 1; left > 0; ) {
      at = lineAfter(bytes, at);
      int end = headerEnd(bytes, at);
      int colon = Bytes.indexOf(bytes, at, end, ':');
      int nameEnd = colon < 0 ? at : Bytes.trimEnd(bytes, at, colon);
      if (nameEnd > at && HeaderName.of(bytes, at, nameEnd) == HeaderName.VIA) {
        int start = Bytes.skipBlank(bytes, colon + 1, end);
        out.put(VIA).unfolded(bytes, start, Bytes.trimEnd(bytes, start, end)).put(CRLF);
        left--;
      }
      at = end;
    }
  }

  private static void topVia(Writer out, byte[] bytes, TopVia via, InetSocketAddress source) {
    int params = Params.end(via.sentBy());
    out.unfolded(bytes, via.start(), params);
    String from = addressOf(source);
    if (via.hasRport() || !from.equals(via.host())) {
      out.put(ascii(";received=" + from));
    }
    if (via.hasRport()) {
      out.put(ascii(";rport=" + source.getPort()));
    }
    int i = params;
    while (i < via.end()) {
      int start = i; // at ';' or blanks before one
      i = Bytes.indexOf(bytes, i, via.end(), ';');
      if (i < 0) {
        return;
      }
      int end = paramEnd(bytes, i + 1, via.end());
      if (!isOverwritten(bytes, i + 1, end)) {
        out.unfolded(bytes, start, Bytes.trimEnd(bytes, start, end));
      }
      i = end;
    }
  }

  /// The sender's own `received` and `rport` are claims; ours replace them.
  private static boolean isOverwritten(byte[] bytes, int from, int to) {
    int start = Bytes.skipBlank(bytes, from, to);
    int length = Params.tokenEnd(bytes, start, to) - start;
    return (length == 8 && Bytes.startsWithIgnoreCase(bytes, start, to, "received"))
        || (length == 5 && Bytes.startsWithIgnoreCase(bytes, start, to, "rport"));
  }

  private static int paramEnd(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != ';') {
      int past = Bytes.skipNested(bytes, i, to);
      i = past == i ? i + 1 : past;
    }
    return i;
  }

  private static int lineAfter(byte[] bytes, int from) {
    return Bytes.indexOf(bytes, from, bytes.length, '\n') + 1;
  }

  /// At the CR of the last line of the header that starts at `from`.
  private static int headerEnd(byte[] bytes, int from) {
    int lf = Bytes.indexOf(bytes, from, bytes.length, '\n');
    while (lf + 1 < bytes.length && (bytes[lf + 1] == ' ' || bytes[lf + 1] == '\t')) {
      lf = Bytes.indexOf(bytes, lf + 1, bytes.length, '\n');
    }
    return lf - 1;
  }

  private static String addressOf(InetSocketAddress source) {
    InetAddress address = source.getAddress();
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  /// Of what an ACK to a non-2xx has in common with its INVITE (RFC 3261 §17.1.1.3).
  private String tagFor(RawScan request) {
    long hash = key;
    TopVia via = request.topVia();
    if (via.branch() >= 0) {
      hash = mix(hash, request.bytes, Params.start(via.branch()), Params.end(via.branch()));
    }
    hash = mix(hash, request, HeaderName.CALL_ID);
    hash = mix(hash, request, HeaderName.FROM);
    return "x" + Long.toHexString(hash);
  }

  private static long mix(long hash, RawScan request, int name) {
    return mix(hash, request.bytes, request.starts[name], request.ends[name]);
  }

  private static long mix(long hash, byte[] bytes, int from, int to) {
    long h = hash ^ 0x9E3779B97F4A7C15L;
    for (int i = from; i < to; i++) {
      h = (h ^ bytes[i]) * 0x100000001B3L;
    }
    h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
    return h ^ h >>> 29;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static final class Writer {
    private byte[] bytes;
    private int length;

    Writer(int room) {
      bytes = new byte[room];
    }

    Writer put(byte[] more) {
      ensure(more.length);
      System.arraycopy(more, 0, bytes, length, more.length);
      length += more.length;
      return this;
    }

    /// Line breaks of folds become blanks.
    Writer unfolded(byte[] from, int start, int end) {
      ensure(end - start);
      for (int i = start; i < end; i++) {
        byte b = from[i];
        bytes[length++] = b == '\r' || b == '\n' ? (byte) ' ' : b;
      }
      return this;
    }

    byte[] bytes() {
      return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
      }
    }
  }
}
