package dev.tandem.node;

import dev.tandem.node.metrics.Metric;
import dev.tandem.node.metrics.Metrics;
import dev.tandem.protocol.TrunkInfo;
import dev.tandem.trunk.TrunkBook;

/// How the trunks are, as figures.
final class TrunkMetrics {
  private TrunkMetrics() {}

  static void bind(Metrics metrics, TrunkBook book) {
    book.settings()
        .forEach(trunk -> {
          String name = trunk.name();
          metrics.gauge(Metric.TRUNK_UP, name, () -> book.isUp(name) ? 1 : 0);
          metrics.gauge(
              Metric.TRUNK_REGISTERED,
              name,
              () -> book.info(name).filter(it -> it.registeredUntil() != null).isPresent() ? 1 : 0);
          metrics.gauge(
              Metric.TRUNK_CALLS, name, () -> book.info(name).map(TrunkInfo::calls).orElse(0));
        });
  }
}
