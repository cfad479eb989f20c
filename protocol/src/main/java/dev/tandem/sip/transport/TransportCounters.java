package dev.tandem.sip.transport;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What passed and what was dropped, by kind. Written on the SIP loop, read from anywhere.
@SuppressWarnings("EnumOrdinal") // indexes arrays that live as long as the enum is loaded
public final class TransportCounters {
  private static final Logger LOG = LoggerFactory.getLogger(TransportCounters.class);
  private static final long LOG_EVERY_NS = 1_000_000_000L;

  /// `TCP_` is about connections of any kind, whatever is spoken over them.
  public enum Kind {
    UDP_IN,
    UDP_OUT,
    UDP_KEEP_ALIVE,
    UDP_ERROR,
    UDP_RECEIVE_BUFFER_FULL,
    UDP_SEND_FAILED,
    UDP_SEND_FULL,
    TCP_IN,
    TCP_OUT,
    TCP_KEEP_ALIVE,
    TCP_ACCEPTED,
    TCP_CONNECTED,
    TCP_CLOSED,
    TCP_TOO_MANY_CONNECTIONS,
    TCP_TOO_MANY_FROM_SOURCE,
    TCP_TOO_MANY_CONNECTS,
    TCP_TOO_MANY_WAITING,
    TCP_CONNECT_FAILED,
    TCP_NO_CONNECTION,
    TCP_SEND_FAILED,
    TCP_SLOW_READER,
    TCP_MESSAGE_TOO_SLOW,
    TCP_IDLE,
    TCP_ERROR,
    TCP_HEADER_TOO_LARGE,
    TCP_BODY_TOO_LARGE,
    TCP_NO_CONTENT_LENGTH,
    TCP_BAD_CONTENT_LENGTH,
    TCP_TOO_MANY_EMPTY_LINES,
    TLS_HANDSHAKE,
    TLS_HANDSHAKE_FAILED,
    TLS_TOO_MANY_HANDSHAKES,
    WS_UPGRADED,
    WS_REFUSED,
    WS_TOO_LARGE,
    WS_BAD_FRAME,
    SINK_FAILED;

    /// As in a metric: `tcp-slow-reader`.
    public String metric() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final LongAdder[] adders = new LongAdder[Kind.values().length];
  private final AtomicLong[] nextLogNs = new AtomicLong[Kind.values().length];
  private final Map<String, LongAdder> all;

  public TransportCounters() {
    var byName = new LinkedHashMap<String, LongAdder>();
    long now = System.nanoTime();
    for (Kind kind : Kind.values()) {
      adders[kind.ordinal()] = new LongAdder();
      nextLogNs[kind.ordinal()] = new AtomicLong(now);
      byName.put(kind.metric(), adders[kind.ordinal()]);
    }
    all = Collections.unmodifiableMap(byName);
  }

  public long of(Kind kind) {
    return adders[kind.ordinal()].sum();
  }

  /// By metric name; the adders are live.
  public Map<String, LongAdder> all() {
    return all;
  }

  void count(Kind kind) {
    adders[kind.ordinal()].increment();
  }

  /// Messages lost before we could read them.
  void lost(Kind kind, long messages) {
    adders[kind.ordinal()].add(messages);
    if (mayLog(kind)) {
      LOG.warn("sip transport: {}, messages lost so far {}", kind.metric(), of(kind));
    }
  }

  /// Counts, and says so at most once a second and kind: a flood must not become a log flood.
  void drop(Kind kind, @Nullable Object peer) {
    count(kind);
    if (mayLog(kind)) {
      LOG.info("sip transport: {}, peer={}, so far {}", kind.metric(), peer, of(kind));
    }
  }

  void drop(Kind kind, @Nullable Object peer, Throwable cause) {
    count(kind);
    if (mayLog(kind)) {
      LOG.warn("sip transport: {}, peer={}, so far {}", kind.metric(), peer, of(kind), cause);
    }
  }

  private boolean mayLog(Kind kind) {
    AtomicLong next = nextLogNs[kind.ordinal()];
    long now = System.nanoTime();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + LOG_EVERY_NS);
  }
}
