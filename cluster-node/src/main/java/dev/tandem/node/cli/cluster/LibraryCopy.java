package dev.tandem.node.cli.cluster;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The cluster's own class path: a build that overwrites jars under a running JVM would break it.
final class LibraryCopy {
  private LibraryCopy() {}

  /// Links what never changes (a library's release), copies what the next build rewrites.
  static Path into(Path dir) throws IOException {
    remove(dir);
    Path lib = Files.createDirectories(of(dir));
    String classPath = ManagementFactory.getRuntimeMXBean().getClassPath();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      if (Files.isRegularFile(jar)) {
        place(jar, lib.resolve(String.valueOf(jar.getFileName())));
      }
    }
    return lib;
  }

  static Path of(Path dir) {
    return dir.resolve("lib");
  }

  static void remove(Path dir) throws IOException {
    Path lib = of(dir);
    if (Files.isDirectory(lib)) {
      try (Stream<Path> old = Files.list(lib)) {
        for (Path file : old.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(lib);
    }
  }

  private static void place(Path jar, Path target) throws IOException {
    if (!jar.toString().endsWith("-SNAPSHOT.jar")) {
      try {
        Files.createLink(target, jar);
        return;
      } catch (IOException | UnsupportedOperationException e) {
        // Another file system: copy.
      }
    }
    Files.copy(jar, target);
  }
}
