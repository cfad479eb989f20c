package dev.tandem.node;

import dev.tandem.media.MediaMetrics;
import dev.tandem.media.loop.Lateness;
import dev.tandem.media.loop.LoopCounters;
import dev.tandem.node.edge.EdgeMetrics;
import dev.tandem.node.journal.Histogram;
import dev.tandem.node.journal.Journal;
import dev.tandem.node.journal.RecordKeeper;
import dev.tandem.node.link.LinkMetrics;
import dev.tandem.node.metrics.Buckets;
import dev.tandem.node.metrics.Metric;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.session.LiveSessions;
import dev.tandem.sip.transport.TransportCounters.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Binds what the parts count to the names operators know.
final class NodeMetrics {
  private static final Map<Integer, String> OUTCOMES =
      Map.of(
          2, "answered",
          3, "redirected",
          4, "refused",
          5, "failed",
          6, "declined");

  private final Metrics metrics;

  NodeMetrics(Metrics metrics) {
    this.metrics = metrics;
  }

  void bind(
      CallPart calls,
      @Nullable EdgePart edge,
      @Nullable MediaPart media,
      @Nullable Journal journal,
      LinkMetrics links,
      RecordKeeper.@Nullable Counters records) {
    LiveSessions live = calls.live();
    metrics.gauge(Metric.SESSIONS_ACTIVE, live::size);
    metrics.gauge(Metric.BRIDGES_ACTIVE, calls.liveBridges()::size);
    metrics.gauge(Metric.REGISTRATIONS, calls.liveAddresses()::size);
    metrics.gauge(Metric.SUBSCRIPTIONS, calls.outside().live()::size);
    metrics.gauge(Metric.SUBSCRIPTIONS_OF_OURS, calls.outside().ours()::size);
    TrunkMetrics.bind(metrics, calls.trunks().book());
    if (edge != null) {
      sip(edge);
    }
    if (media != null) {
      media(media);
    }
    metrics.counter(Metric.UNEXPECTED_EVENTS, "", live.unexpected::sum);
    StateTables tables = calls.tables();
    metrics.counter(Metric.STATE_TABLES_READ, "taken", tables.loaded::sum);
    metrics.counter(Metric.STATE_TABLES_READ, "refused", tables.refused::sum);
    metrics.gauge(Metric.STATE_TABLES_WRONG, tables::broken);
    metrics.counter(Metric.SESSIONS_RECOVERED, "", live.recovered::sum);
    metrics.counter(Metric.LINK_EVENTS, "silent", links.silences::sum);
    metrics.counter(Metric.LINK_EVENTS, "dead", links.evidence::sum);
    metrics.counter(Metric.LINK_EVENTS, "removed", links.downed::sum);
    metrics.counter(Metric.LINK_EVENTS, "stranger", links.strangers::sum);
    if (records != null) {
      metrics.counter(Metric.CALL_RECORDS, "written", records.written::sum);
      metrics.counter(Metric.CALL_RECORDS, "unwritable", records.unreadable::sum);
      metrics.counter(Metric.CALL_RECORDS, "journal_cleared", records.forgotten::sum);
    }
    if (journal != null) {
      Histogram writes = journal.metrics().writeMicros;
      metrics.histogram(
          Metric.JOURNAL_WRITE_SECONDS,
          () -> Buckets.inSeconds(writes.edges(), writes.counts(), writes.sum(), 1_000_000));
    }
  }

  private void sip(EdgePart edge) {
    EdgeMetrics counted = edge.metrics();
    OUTCOMES.forEach(
        (status, outcome) -> metrics.counter(Metric.SETUPS, outcome, () -> counted.setUps(status)));
    metrics.histogram(
        Metric.SETUP_SECONDS,
        () ->
            Buckets.inSeconds(
                EdgeMetrics.SET_UP_BUCKETS_MS,
                counted.setUpBuckets(),
                (long) (counted.setUpSeconds() * 1000),
                1000));
    metrics.counter(Metric.AUTHENTICATIONS, "challenged", counted.challenged::sum);
    metrics.counter(Metric.AUTHENTICATIONS, "wrong", counted.unproven::sum);
    var transactions = edge.counters().transactions();
    metrics.gauge(
        Metric.SIP_TRANSACTIONS,
        () -> transactions.serversNow.sum() + transactions.clientsNow.sum());
    metrics.counter(Metric.SIP_TARGETS, "none", counted.unresolved::sum);
    metrics.counter(Metric.SIP_TARGETS, "next", counted.failovers::sum);
    var transport = edge.counters().transport();
    metrics.counter(
        Metric.SIP_MESSAGES, "in", () -> transport.of(Kind.UDP_IN) + transport.of(Kind.TCP_IN));
    metrics.counter(
        Metric.SIP_MESSAGES, "out", () -> transport.of(Kind.UDP_OUT) + transport.of(Kind.TCP_OUT));
    transport
        .all()
        .forEach((kind, count) -> metrics.counter(Metric.SIP_TRANSPORT, kind, count::sum));
    edge.counters()
        .guard()
        .all()
        .forEach((verdict, count) -> metrics.counter(Metric.SIP_GUARD, verdict, count::sum));
  }

  private void media(MediaPart media) {
    metrics.gauge(Metric.MEDIA_LEGS, () -> media.node().metrics().legs());
    rtp(media, "in", LoopCounters.Snapshot::packetsIn);
    rtp(media, "out", LoopCounters.Snapshot::packetsOut);
    for (var reason : LoopCounters.Drops.class.getRecordComponents()) {
      metrics.counter(
          Metric.RTP_DROPPED,
          reason.getName(),
          () -> sum(media, counted -> drops(reason.getAccessor(), counted.drops())));
    }
    metrics.histogram(Metric.MEDIA_TICK_LATENESS_SECONDS, () -> lateness(media.node().metrics()));
  }

  private void rtp(MediaPart media, String direction, ToLongFunction<LoopCounters.Snapshot> count) {
    metrics.counter(Metric.RTP_PACKETS, direction, () -> sum(media, count));
  }

  private static long sum(MediaPart media, ToLongFunction<LoopCounters.Snapshot> count) {
    return media.node().metrics().loops().stream()
        .mapToLong(loop -> count.applyAsLong(loop.counters()))
        .sum();
  }

  private static long drops(java.lang.reflect.Method reason, LoopCounters.Drops drops) {
    try {
      return ((Number) reason.invoke(drops)).longValue();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Merged to a bucket for each doubling; finer ones would be hundreds of series.
  private static Buckets lateness(MediaMetrics now) {
    long[] bounds = {20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 200_000};
    long[] counts = new long[bounds.length + 1];
    double sum = 0;
    for (MediaMetrics.Loop loop : now.loops()) {
      Lateness.Snapshot late = loop.lateness();
      for (int i = 0; i < late.counts().length; i++) {
        long micros = Lateness.upperMicros(i);
        int at = Arrays.binarySearch(bounds, micros);
        counts[at < 0 ? -at - 1 : at] += late.counts()[i];
        sum += late.counts()[i] * (double) micros;
      }
    }
    return Buckets.inSeconds(bounds, counts, (long) sum, 1_000_000);
  }
}
