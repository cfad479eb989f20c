package dev.tandem.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class LastResortTest {
  private final CompletableFuture<Done> out = new CompletableFuture<>();
  private final CompletableFuture<Done> end = new CompletableFuture<>();
  private final CompletableFuture<Done> halted = new CompletableFuture<>();

  private void arm(Duration limit) {
    LastResort.arm(out, end, limit, () -> halted.complete(Done.getInstance()));
  }

  @Test
  void whoDoesNotEndAfterItsRemovalIsHalted() throws Exception {
    arm(Duration.ofMillis(1));
    out.complete(Done.getInstance());

    halted.get(10, TimeUnit.SECONDS);
    assertThat(end).isNotDone();
  }

  @Test
  void nobodyIsHaltedBeforeItsRemoval() throws Exception {
    arm(Duration.ZERO);
    end.complete(Done.getInstance());
    out.complete(Done.getInstance());

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("last-resort")) {
        thread.join(10_000);
      }
    }
    assertThat(halted).isNotDone();
  }
}
