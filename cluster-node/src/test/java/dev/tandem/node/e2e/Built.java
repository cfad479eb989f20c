package dev.tandem.node.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What the build has made for a node to run from.
final class Built {
  /// All its jars.
  static final Path LIB = Path.of("target", "dist", "lib").toAbsolutePath();

  private static final Path CACHE = LIB.resolveSibling("node.aot");

  private static boolean prepared;

  private Built() {}

  /// The start-up cache, which the first node of a test run waits for. Empty when this JVM cannot
  /// make one: then nodes only start more slowly.
  static synchronized Optional<Path> cache() {
    if (!prepared) {
      prepared = true;
      prepare();
    }
    return Optional.of(CACHE).filter(Files::exists);
  }

  private static void prepare() {
    var command = new ProcessBuilder(Path.of("..", "tandem").toString(), "prepare");
    command.environment().put("TANDEM_BUILD", "never");
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = null;
    try {
      Path log = Path.of("target", "prepare.log");
      process =
          command
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = process.waitFor(180, TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError("tandem prepare " + (ended ? "failed" : "hangs") + Texts.of(log));
      }
    } catch (IOException e) {
      throw new AssertionError("tandem prepare cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      if (process != null) {
        process.destroy();
      }
    }
  }
}
