/// What a node counts, for Prometheus. The parts keep their own plain counters
/// ([LongAdder][java.util.concurrent.atomic.LongAdder], [FixedHistogram]); [Metrics] binds them to
/// the names in [Metric]. Nothing here is on a hot path.
@NullMarked
package dev.tandem.node.metrics;

import org.jspecify.annotations.NullMarked;
