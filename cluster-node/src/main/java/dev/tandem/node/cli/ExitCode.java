package dev.tandem.node.cli;

/// What scripts and supervisors can tell from the end of a `tandem` process.
final class ExitCode {
  static final int OK = 0;

  /// It ran, and then something went wrong.
  static final int FAILED = 1;

  /// It never began: wrong option, wrong setting, taken port.
  static final int USAGE = 2;

  /// `cluster status` and `down`: there is no cluster (the LSB's number for "not running").
  static final int NOT_RUNNING = 3;

  private ExitCode() {}
}
