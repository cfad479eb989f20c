package dev.tandem.api;

import dev.tandem.protocol.SessionId;
import dev.tandem.protocol.SessionInfo;
import java.time.Duration;
import java.time.Instant;

/// A call as it was at one moment, with the coordinator at hand to act on it.
public record CallSession(SessionInfo info, SessionCoordinator coordinator) {
  public SessionId id() {
    return info.id();
  }

  public String from() {
    return info.from();
  }

  public String to() {
    return info.to();
  }

  /// Since the answer, until the end or now; zero when it was never answered.
  public Duration duration() {
    Instant answered = info.answered();
    Instant ended = info.ended();
    return answered == null
        ? Duration.ZERO
        : Duration.between(answered, ended == null ? Instant.now() : ended);
  }

  public CallSession waitForAnswer(Duration timeout) {
    return coordinator.waitForAnswer(id(), timeout);
  }

  /// See [SessionControl#hold].
  public void hold() {
    coordinator.hold(id());
  }

  /// See [SessionControl#resume].
  public void resume() {
    coordinator.resume(id());
  }

  public void terminate() {
    coordinator.terminateSession(id());
  }
}
