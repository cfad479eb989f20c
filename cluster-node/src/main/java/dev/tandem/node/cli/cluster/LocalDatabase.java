package dev.tandem.node.cli.cluster;

import java.nio.file.Path;

/// A PostgreSQL of the cluster's own, as a process that outlives the command.
public interface LocalDatabase {
  /// Starts it, or finds it running, and waits until it answers.
  ///
  /// @param dir holds its files, and what it wrote before
  /// @return the JDBC URL
  /// @throws dev.tandem.node.config.StartupFailure when it does not come up
  String start(Path dir, int port);

  /// Ends it in order. Does nothing when it does not run.
  void stop(Path dir);
}
