package dev.tandem.node.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The node's figures, read from the parts when somebody asks. Bind each once, while starting.
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /// The registry holds what it reads from by weak references only.
  private final Queue<Object> held = new ConcurrentLinkedQueue<>();

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    gc.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  public void gauge(Metric metric, DoubleSupplier value) {
    expect(metric, Metric.Kind.GAUGE);
    held.add(value);
    Gauge.builder(metric.id(), value, DoubleSupplier::getAsDouble)
        .description(metric.help())
        .register(registry);
  }

  /// @param labelValue one of few: each makes a time series of its own
  public void gauge(Metric metric, String labelValue, DoubleSupplier value) {
    expect(metric, Metric.Kind.GAUGE);
    held.add(value);
    Gauge.builder(metric.id(), value, DoubleSupplier::getAsDouble)
        .description(metric.help())
        .tags(Tags.of(metric.label().orElseThrow(), labelValue))
        .register(registry);
  }

  /// A metric without a label.
  ///
  /// @param value only ever grows
  public void counter(Metric metric, LongSupplier value) {
    counter(metric, "", value);
  }

  /// @param labelValue one of few: each makes a time series of its own
  /// @param value only ever grows
  public void counter(Metric metric, String labelValue, LongSupplier value) {
    expect(metric, Metric.Kind.COUNTER);
    if (metric.label().isPresent() == labelValue.isEmpty()) {
      throw new IllegalArgumentException(metric + " and label value '" + labelValue + "'");
    }
    held.add(value);
    Tags tags = metric.label().map(label -> Tags.of(label, labelValue)).orElse(Tags.empty());
    FunctionCounter.builder(metric.id(), value, LongSupplier::getAsLong)
        .description(metric.help())
        .tags(tags)
        .register(registry);
  }

  /// @param value in the metric's unit
  public void histogram(Metric metric, Supplier<Buckets> value) {
    expect(metric, Metric.Kind.HISTOGRAM);
    registry.getPrometheusRegistry().register(new Histogram(metric, value));
  }

  /// Everything in Prometheus' text format.
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private static void expect(Metric metric, Metric.Kind kind) {
    if (metric.kind() != kind) {
      throw new IllegalArgumentException(metric + " is a " + metric.kind() + ", no " + kind);
    }
  }

  private record Histogram(Metric metric, Supplier<Buckets> value) implements Collector {
    @Override
    public MetricSnapshot collect() {
      Buckets now = value.get();
      List<Double> bounds = new ArrayList<>(now.upperBounds());
      bounds.add(Double.POSITIVE_INFINITY);
      return HistogramSnapshot.builder()
          .name(metric.id())
          .help(metric.help())
          .dataPoint(
              HistogramSnapshot.HistogramDataPointSnapshot.builder()
                  .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, now.counts()))
                  .sum(now.sum())
                  .build())
          .build();
    }

    @Override
    public String getPrometheusName() {
      return metric.id();
    }
  }
}
