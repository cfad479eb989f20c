package dev.tandem.protocol;

import java.util.Locale;
import java.util.Optional;

/// Which way the audio of a call may flow, as seen from us (RFC 3264 §5.1).
public enum MediaDirection {
  SENDRECV,
  /// The peer hears us, we do not hear it.
  SENDONLY,
  /// We hear the peer, it does not hear us.
  RECVONLY,
  INACTIVE;

  /// As the attribute of SDP has it, such as `sendrecv`.
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param text as [#attribute]
  public static Optional<MediaDirection> of(String text) {
    for (MediaDirection direction : values()) {
      if (direction.attribute().equals(text)) {
        return Optional.of(direction);
      }
    }
    return Optional.empty();
  }
}
