package dev.tandem.node;

import dev.tandem.node.config.NodeSettings;
import dev.tandem.node.config.StartupFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// The key of the dialog tags: given to all nodes of a cluster, made once and kept by a lone one,
/// so that its dialogs outlive a restart.
final class ClusterSecret {
  private static final int BYTES = 32;

  private ClusterSecret() {}

  static byte[] of(NodeSettings settings) {
    String given = settings.cluster().secret();
    if (!given.isEmpty()) {
      return given.getBytes(StandardCharsets.UTF_8);
    }
    if (!settings.cluster().seeds().isEmpty()) {
      throw new StartupFailure(
          "tandem.node.cluster.secret must be set, the same on every node: it lets any node recognise"
              + " the calls of all");
    }
    return kept(settings.data().resolve("cluster-secret"));
  }

  private static byte[] kept(Path file) {
    try {
      if (Files.exists(file)) {
        return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
      }
      byte[] fresh = new byte[BYTES];
      new SecureRandom().nextBytes(fresh);
      String text = HexFormat.of().formatHex(fresh);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StartupFailure(
          "The data directory cannot be used (--data, tandem.node.data): " + e.getMessage(), e);
    }
  }
}
