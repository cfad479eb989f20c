package dev.tandem.api;

import dev.tandem.protocol.ErrorKind;

/// A request was refused. The message says what, and what to do about it where that is known.
public final class SessionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorKind kind;

  public SessionException(ErrorKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public ErrorKind kind() {
    return kind;
  }
}
