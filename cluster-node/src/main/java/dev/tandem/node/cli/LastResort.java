package dev.tandem.node.cli;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that a process which is no member of its cluster any more ends: others own now what
/// it owned, and a supervisor can start it again only when it is gone.
final class LastResort {
  private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

  private LastResort() {}

  /// @param out completes when the cluster has removed the node
  /// @param end completes when the node has stopped
  /// @param limit how much later than `out` that may be
  /// @param halt ends the process, whatever it is doing
  static void arm(
      CompletionStage<Done> out, CompletionStage<Done> end, Duration limit, Runnable halt) {
    out.thenRun(() ->
        Thread.ofPlatform()
            .daemon()
            .name("last-resort")
            .start(() -> {
              if (!ends(end, limit)) {
                LOG.error(
                    "not ended {} s after the cluster removed this node: halting it",
                    limit.toSeconds());
                halt.run();
              }
            }));
  }

  private static boolean ends(CompletionStage<Done> end, Duration limit) {
    try {
      end.toCompletableFuture().copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
      return true;
    } catch (CompletionException e) {
      return !(e.getCause() instanceof TimeoutException);
    }
  }
}
