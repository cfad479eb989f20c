package dev.tandem.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void aGaugeAndACounterShowWhatThePartsCountNow() {
    var sent = new LongAdder();
    metrics.gauge(Metric.SESSIONS_ACTIVE, () -> 7);
    metrics.counter(Metric.RTP_PACKETS, "out", sent::sum);
    metrics.counter(Metric.RTP_PACKETS, "in", () -> 1);

    sent.add(41);
    System.gc(); // the registry's references are weak

    assertThat(metrics.scrape())
        .contains("# HELP tandem_sessions_active Sessions alive on this node.")
        .contains("tandem_sessions_active 7.0")
        .contains("# TYPE tandem_rtp_packets_total counter")
        .contains("tandem_rtp_packets_total{direction=\"out\"} 41.0")
        .contains("tandem_rtp_packets_total{direction=\"in\"} 1.0");
  }

  @Test
  void aHistogramIsCumulativeWithASumInSeconds() {
    var waits = new FixedHistogram(1_000_000, 10_000_000);
    metrics.histogram(Metric.SETUP_SECONDS, waits::read);

    waits.record(1_000_000);
    waits.record(1_000_001);
    waits.record(500_000_000);

    assertThat(metrics.scrape())
        .contains("# TYPE tandem_setup_seconds histogram")
        .contains("tandem_setup_seconds_bucket{le=\"0.001\"} 1")
        .contains("tandem_setup_seconds_bucket{le=\"0.01\"} 2")
        .contains("tandem_setup_seconds_bucket{le=\"+Inf\"} 3")
        .contains("tandem_setup_seconds_count 3")
        .contains("tandem_setup_seconds_sum 0.502000001");
  }

  @Test
  void theVirtualMachineIsThereToo() {
    assertThat(metrics.scrape())
        .contains("jvm_memory_used_bytes")
        .contains("jvm_threads_live_threads")
        .contains("process_cpu_usage");
  }

  @Test
  void aMistakeInTheWiringIsFoundWhileStarting() {
    assertThatThrownBy(() -> metrics.gauge(Metric.RTP_PACKETS, () -> 0))
        .hasMessageContaining("COUNTER");
    assertThatThrownBy(() -> metrics.counter(Metric.RTP_PACKETS, () -> 0))
        .hasMessageContaining("label");
    assertThatThrownBy(() -> new Buckets(List.of(1.0), List.of(1L), 0))
        .hasMessageContaining("one count more");
    assertThatThrownBy(() -> new FixedHistogram(2, 1)).hasMessageContaining("ascend");
  }
}
