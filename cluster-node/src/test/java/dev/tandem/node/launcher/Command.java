package dev.tandem.node.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A command under test, its output in files.
record Command(Process process, Path out, Path err) implements AutoCloseable {
  /// The repository, from a module's directory.
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final Duration LIMIT = Duration.ofSeconds(120);

  record Ended(int code, String out, String err) {}

  static Command start(Path in, List<String> line) throws IOException {
    Path out = Files.createTempFile(in, "command", ".out");
    Path err = Files.createTempFile(in, "command", ".err");
    var builder =
        new ProcessBuilder(line)
            .directory(in.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("TANDEM_BUILD", "never"); // this very build runs us
    builder.environment().put("TANDEM_HEAP", "128m");
    return new Command(builder.start(), out, err);
  }

  static Ended run(Path in, List<String> line) throws IOException, InterruptedException {
    try (var command = start(in, line)) {
      return command.end();
    }
  }

  Ended end() throws IOException, InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("ends: %s", this).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  List<String> awaitReady() throws IOException, InterruptedException {
    await(() -> !process.isAlive() || read(out).lines().anyMatch("ready"::equals));
    assertThat(read(out).lines()).as("standard error: %s", read(err)).contains("ready");
    return Files.readAllLines(out);
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("still waiting").isNegative();
      TimeUnit.MILLISECONDS.sleep(20); // between two looks at a file
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
