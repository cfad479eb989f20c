package dev.tandem.node.cli;

import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// SIGTERM and Ctrl-C: drains the node, then ends the process with 0. The JVM alone would end it
/// with 143 and pull the node's floor away; supervisors would call that a failure.
final class StopSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  /// On top of the grace: what ending the last calls and closing the journal may take.
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final Duration grace;
  private final Thread hook = new Thread(this::onShutdown, "stop-signal");
  private volatile @Nullable RunningNode node;
  private volatile boolean asked;

  private StopSignal(Duration grace) {
    this.grace = grace;
  }

  static StopSignal install(Duration grace) {
    var signal = new StopSignal(grace);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  void watch(RunningNode started) {
    node = started;
  }

  boolean wasAsked() {
    return asked;
  }

  private void onShutdown() {
    asked = true;
    halt(stop(node));
  }

  /// Ends the process at once, its log written.
  static void halt(int code) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
      logs.stop(); // flushes the asynchronous appender
    }
    Runtime.getRuntime().halt(code);
  }

  private int stop(@Nullable RunningNode running) {
    if (running == null || running.terminated().toCompletableFuture().isDone()) {
      return ExitCode.OK;
    }
    LOG.info("stopping, grace={}", grace);
    try {
      CompletableFuture.runAsync(() -> running.drainAndStop(grace))
          .orTimeout(grace.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS)
          .join();
      LOG.info("stopped");
      return ExitCode.OK;
    } catch (CompletionException e) {
      LOG.error("could not stop in order", e);
      return ExitCode.FAILED;
    }
  }

  /// The node has ended by itself, or never began: the process may end as it likes.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Already shutting down: the hook ends the process.
      LOG.debug("shutting down already");
    }
  }
}
