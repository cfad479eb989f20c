package dev.tandem.node.cli.cluster;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Node processes: starting them so that they outlive us, finding ours again, ending them.
final class NodeProcess {
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  private NodeProcess() {}

  /// Starts `arguments` on this very Java with the same options, in a session of its own: neither
  /// our end nor Ctrl-C in our terminal reaches it.
  static ProcessHandle start(Path lib, List<String> arguments, Path out, Path log)
      throws IOException {
    var command = new ArrayList<String>();
    detacher().ifPresent(command::add);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(fitting(ManagementFactory.getRuntimeMXBean().getInputArguments(), arguments));
    command.addAll(List.of("-cp", lib + "/*", "dev.tandem.node.Main"));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start()
        .toHandle();
  }

  /// Our own JVM options, with the collector that suits the node: the launcher's rule. One that was
  /// chosen by hand stays.
  private static List<String> fitting(List<String> ours, List<String> arguments) {
    int roles = arguments.indexOf("--roles");
    boolean media = roles >= 0 && arguments.get(roles + 1).equals("media");
    boolean byHand =
        System.getenv("TANDEM_GC") != null
            || ours.stream().anyMatch(it -> it.matches("-XX:\\+Use(Serial|Parallel|Shenandoah)GC"));
    if (!media || byHand) {
      return ours;
    }
    var options = new ArrayList<String>(ours);
    options.removeIf(it -> it.equals("-XX:+UseG1GC") || it.startsWith("-XX:MaxGCPauseMillis"));
    options.add("-XX:+UseZGC");
    return options;
  }

  private static Optional<String> detacher() {
    return List.of("/usr/bin/setsid", "/bin/setsid", "/usr/bin/nohup").stream()
        .filter(tool -> Files.isExecutable(Path.of(tool)))
        .findFirst();
  }

  /// The member's process, unless it has ended; a later process that got the same pid is not it.
  static Optional<ProcessHandle> find(Member member) {
    return ProcessHandle.of(member.pid())
        .filter(ProcessHandle::isAlive)
        .filter(process -> sameStart(process.info().startInstant(), member));
  }

  private static boolean sameStart(Optional<Instant> actual, Member member) {
    Instant recorded = member.started();
    return recorded == null
        || actual.isEmpty()
        || Duration.between(recorded, actual.get()).abs().compareTo(CLOCK_SLACK) < 0;
  }

  /// Asks all to end, waits, kills what is left.
  ///
  /// @return the names of those that had to be killed
  static List<String> stop(List<Member> members, Duration grace) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    members.forEach(member -> find(member).ifPresent(ProcessHandle::destroy));
    var killed = new ArrayList<String>();
    for (Member member : members) {
      Optional<ProcessHandle> process = find(member);
      if (process.isPresent() && !endsUntil(process.get(), deadline)) {
        killed.add(member.name());
        process.get().destroyForcibly();
        endsUntil(process.get(), System.nanoTime() + AFTER_KILL.toNanos());
      }
    }
    return killed;
  }

  private static boolean endsUntil(ProcessHandle process, long deadline)
      throws InterruptedException {
    try {
      process.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    }
  }
}
