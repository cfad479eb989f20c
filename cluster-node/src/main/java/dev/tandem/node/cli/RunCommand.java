package dev.tandem.node.cli;

import com.typesafe.config.Config;
import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.StartupFailure;
import java.io.PrintWriter;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `tandem run`: one node in this process. Standard output carries one line for each listener and
/// then `ready`; logs go to standard error.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Run a node in the foreground until SIGTERM or Ctrl-C.")
final class RunCommand implements Callable<Integer> {
  private static final Duration READY_POLL = Duration.ofMillis(20);

  /// More than a media node goes on for.
  private static final Duration LAST_RESORT = Duration.ofSeconds(16);

  @Mixin NodeOptions options = new NodeOptions();
  @Spec CommandSpec spec = CommandSpec.create();

  private final RunningNode.Starter starter;
  private final SettingsCheck check;

  RunCommand(RunningNode.Starter starter, SettingsCheck check) {
    this.starter = starter;
    this.check = check;
  }

  @Override
  public Integer call() throws InterruptedException {
    Config config = Layers.of(options);
    check.check(config);
    NodeSettings settings = NodeSettings.from(config);
    try (var stop = StopSignal.install(settings.stopGrace())) {
      RunningNode node = start(config);
      stop.watch(node);
      node.onLeave(() -> System.exit(ExitCode.OK)); // as after SIGTERM
      CompletableFuture<Done> end = node.terminated().toCompletableFuture();
      LastResort.arm(node.out(), end, LAST_RESORT, () -> StopSignal.halt(ExitCode.FAILED));
      awaitReady(node, end, settings.startLimit());
      announce(node);
      awaitEnd(end);
      return stop.wasAsked() ? ExitCode.OK : stoppedByItself();
    }
  }

  private RunningNode start(Config config) {
    try {
      return starter.start(config);
    } catch (StartupFailure e) {
      throw e; // says more than its cause
    } catch (RuntimeException e) {
      BindException taken = bindFailure(e);
      throw taken == null ? e : new StartupFailure("cannot listen: " + taken.getMessage(), e);
    }
  }

  private static void awaitReady(RunningNode node, CompletableFuture<Done> end, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!node.ready() && !end.isDone()) {
      if (System.nanoTime() - deadline > 0) {
        node.close();
        throw new CommandFailure(
            ExitCode.FAILED,
            "not ready after " + limit.toSeconds() + " s (tandem.node.start-limit); see the log");
      }
      await(end, READY_POLL);
    }
  }

  private void announce(RunningNode node) {
    PrintWriter out = spec.commandLine().getOut();
    node.listeners().forEach(out::println);
    if (node.ready()) {
      out.println("ready");
    }
    out.flush();
  }

  private static void awaitEnd(CompletableFuture<Done> end) throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new CommandFailure(ExitCode.FAILED, "the node failed: " + e.getCause());
    }
  }

  private int stoppedByItself() {
    spec.commandLine().getErr().println("tandem: the node stopped by itself; see the log");
    spec.commandLine().getErr().flush();
    return ExitCode.FAILED;
  }

  private static void await(CompletableFuture<Done> end, Duration at) throws InterruptedException {
    try {
      end.get(at.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The caller's loop looks at the future itself.
    }
  }

  private static @Nullable BindException bindFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException taken) {
        return taken;
      }
    }
    return null;
  }
}
