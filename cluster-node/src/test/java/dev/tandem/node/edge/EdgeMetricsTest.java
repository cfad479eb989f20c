package dev.tandem.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@org.jspecify.annotations.NullUnmarked
class EdgeMetricsTest {
  final EdgeMetrics metrics = new EdgeMetrics();

  @Test
  void aSetUpFallsIntoTheBucketOfItsTimeAndTheClassOfItsStatus() {
    metrics.setUp(200, 5_000_000);
    metrics.setUp(486, 6_000_000);
    metrics.setUp(603, 31_000_000_000L);

    assertThat(metrics.setUpBuckets()[0]).isEqualTo(1);
    assertThat(metrics.setUpBuckets()[1]).isEqualTo(1);
    assertThat(metrics.setUpBuckets()[EdgeMetrics.SET_UP_BUCKETS_MS.length]).isEqualTo(1);
    assertThat(metrics.setUps(2)).isEqualTo(1);
    assertThat(metrics.setUps(4)).isEqualTo(1);
    assertThat(metrics.setUps(6)).isEqualTo(1);
    assertThat(metrics.setUpSeconds()).isEqualTo(31.011);
  }

  @Test
  void methodsNobodyKnowsAreCountedTogether() {
    for (int i = 0; i < 1_000; i++) {
      metrics.request("M" + i);
    }

    assertThat(metrics.requests()).hasSize(15);
    assertThat(metrics.requests().get("other").sum()).isEqualTo(1_000);
  }
}
