package dev.tandem.api;

import dev.tandem.protocol.BridgeId;
import dev.tandem.protocol.BridgeInfo;
import dev.tandem.protocol.SessionId;
import java.util.Optional;

/// Rooms in which everybody hears all others.
public interface ConferenceControl {

  /// @param name 1–64 of `[A-Za-z0-9._~-]`
  /// @throws SessionException `INVALID_STATE` when it exists
  BridgeId createConference(String name, int maxParticipants);

  /// Puts an active session into the room; a room that does not exist is opened.
  ///
  /// @throws SessionException `RESOURCE_EXHAUSTED` when it is full, `DIFFERENT_MEDIA_NODES`
  void joinConference(String name, SessionId session);

  /// Takes the session out; its call stays up and hears silence.
  void leaveConference(String name, SessionId session);

  /// Ends the room and the calls in it.
  void destroyConference(String name);

  Optional<BridgeInfo> getConference(String name);
}
