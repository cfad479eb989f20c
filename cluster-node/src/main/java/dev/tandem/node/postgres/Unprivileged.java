package dev.tandem.node.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// PostgreSQL refuses to run as root. Whoever is root gets one of two disguises: a user namespace
/// of its own, where root is nobody and files need no new owner, or, where the kernel or the
/// container forbids that, the user nobody, who then owns the directory.
sealed interface Unprivileged {
  /// What to put before a command.
  List<String> prefix();

  /// Called before the server's programs touch `directory`.
  void prepare(Path directory) throws IOException;

  /// This process is an ordinary user already.
  record AsIs() implements Unprivileged {
    @Override
    public List<String> prefix() {
      return List.of();
    }

    @Override
    public void prepare(Path directory) {}
  }

  record OwnNamespace() implements Unprivileged {
    @Override
    public List<String> prefix() {
      return List.of("unshare", "--user");
    }

    @Override
    public void prepare(Path directory) {}
  }

  /// The path to the directory must be open to that user.
  record Nobody() implements Unprivileged {
    private static final int ID = 65534;

    @Override
    public List<String> prefix() {
      return List.of("setpriv", "--reuid=" + ID, "--regid=" + ID, "--clear-groups");
    }

    @Override
    public void prepare(Path directory) throws IOException {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : (Iterable<Path>) all::iterator) {
          Files.setAttribute(path, "unix:uid", ID, LinkOption.NOFOLLOW_LINKS);
          Files.setAttribute(path, "unix:gid", ID, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  /// For a process that will use `directory`.
  static Unprivileged of(Path directory) throws IOException, InterruptedException {
    if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
      return new AsIs();
    }
    // A directory that nobody owns was prepared for nobody: root in a namespace could not use it.
    boolean nobodys =
        Files.isDirectory(directory)
            && (int) Files.getAttribute(directory, "unix:uid") == Nobody.ID;
    return !nobodys && works(new OwnNamespace()) ? new OwnNamespace() : new Nobody();
  }

  private static boolean works(Unprivileged disguise) throws InterruptedException {
    var command = new ArrayList<>(disguise.prefix());
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }
}
