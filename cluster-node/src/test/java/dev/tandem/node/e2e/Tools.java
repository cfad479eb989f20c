package dev.tandem.node.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Programs of others. A test whose program is missing is skipped and says so.
final class Tools {
  private Tools() {}

  static Path find(String program) {
    Path found =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1)),
                Stream.of("/usr/sbin", "/sbin"))
            .map(dir -> Path.of(dir, program))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(found != null, () -> "there is no " + program + " here");
    return found;
  }
}
