package dev.tandem.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final Health health = new Health();

  @Test
  void aNewNodeIsAliveButNeitherStartedNorReady() {
    assertThat(health.live().well()).isTrue();
    assertThat(health.startup().well()).isFalse();
    assertThat(health.ready().reasons()).containsExactly("starting");
  }

  @Test
  void aStartedNodeIsReadyWhileAllItRequiresIsThere() {
    health.markStarted();
    assertThat(health.ready().well()).isTrue();

    health.require("journal", () -> Optional.of("does not answer"));
    assertThat(health.ready().reasons()).containsExactly("journal: does not answer");

    health.require("journal", Optional::empty);
    assertThat(health.ready().well()).isTrue();
  }

  @Test
  void aDrainingNodeIsAliveAndStartedButNotReady() {
    health.markStarted();
    health.markDraining();

    assertThat(health.live().well()).isTrue();
    assertThat(health.startup().well()).isTrue();
    assertThat(health.ready().reasons()).containsExactly("draining");
  }

  @Test
  void aBrokenNodeIsNotAlive() {
    health.markStarted();
    health.markBroken("out of threads");

    assertThat(health.live().reasons()).containsExactly("out of threads");
    assertThat(health.ready().well()).isFalse();
  }
}
