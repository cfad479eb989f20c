package dev.tandem.node.config;

/// The settings are right but the surroundings are not: a taken port, a database that does not
/// answer, a directory that cannot be written. The message is for the operator as it is: it names
/// what, where and the setting to change.
public final class StartupFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StartupFailure(String message) {
    super(message);
  }

  public StartupFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
