package dev.tandem.sdp;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which way a stream flows, as seen from the one who says it (RFC 3264 §5.1).
public enum Direction {
  SENDRECV,
  SENDONLY,
  RECVONLY,
  INACTIVE;

  public boolean sends() {
    return this == SENDRECV || this == SENDONLY;
  }

  public boolean receives() {
    return this == SENDRECV || this == RECVONLY;
  }

  /// The same flow as the other end says it.
  public Direction reversed() {
    return of(receives(), sends());
  }

  public static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  /// Name of the attribute, such as `sendrecv`.
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Of the audio stream in a description of ours, which has one direction at most.
  public static Direction ofAudio(String ours) {
    for (Direction direction : values()) {
      if (ours.contains("\na=" + direction.attribute() + '\r')) {
        return direction;
      }
    }
    return SENDRECV;
  }

  /// The section's own attribute, else the session's, else `sendrecv`.
  static Direction of(SessionDescription session, Media section) {
    return inLines(section.lines(), inLines(session.lines(), SENDRECV));
  }

  static boolean isIn(Line line) {
    return in(line) != null;
  }

  private static Direction inLines(List<Line> lines, Direction otherwise) {
    for (Line line : lines) {
      Direction direction = in(line);
      if (direction != null) {
        return direction;
      }
    }
    return otherwise;
  }

  private static @Nullable Direction in(Line line) {
    for (Direction direction : values()) {
      if (line.type() == 'a' && line.value().equalsIgnoreCase(direction.attribute())) {
        return direction;
      }
    }
    return null;
  }
}
