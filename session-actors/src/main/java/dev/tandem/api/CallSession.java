package dev.tandem.api;

import dev.tandem.protocol.MediaDirection;
import dev.tandem.protocol.MediaOptions;
import dev.tandem.protocol.Muting;
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

  /// See [SessionControl#transfer].
  public void transfer(String target) {
    coordinator.transfer(id(), target);
  }

  /// See [SessionControl#moveTo].
  public void moveTo(String to) {
    coordinator.moveTo(id(), to);
  }

  /// See [SessionControl#consult].
  public CallSession consult(String target) {
    return coordinator.consult(id(), target);
  }

  /// See [SessionControl#hold].
  public void hold() {
    coordinator.hold(id());
  }

  /// See [SessionControl#resume].
  public void resume() {
    coordinator.resume(id());
  }

  /// See [SessionControl#updateMedia(SessionId, MediaOptions)].
  public void updateMedia(MediaOptions options) {
    coordinator.updateMedia(id(), options);
  }

  /// See [SessionControl#updateMedia(SessionId, MediaDirection)].
  public void updateMedia(MediaDirection direction) {
    coordinator.updateMedia(id(), direction);
  }

  /// See [SessionControl#mute(SessionId)].
  public void mute() {
    coordinator.mute(id());
  }

  /// See [SessionControl#mute(SessionId, Muting)].
  public void mute(Muting which) {
    coordinator.mute(id(), which);
  }

  /// See [SessionControl#unmute(SessionId)].
  public void unmute() {
    coordinator.unmute(id());
  }

  /// See [SessionControl#sendDtmf(SessionId, String)].
  public void sendDtmf(String keys) {
    coordinator.sendDtmf(id(), keys);
  }

  public void terminate() {
    coordinator.terminateSession(id());
  }
}
