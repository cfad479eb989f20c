package dev.tandem.sdp;

import java.util.List;
import java.util.Locale;

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

  /// The section's own attribute, else the session's, else `sendrecv`.
  static Direction of(SessionDescription session, Media section) {
    return inLines(section.lines(), inLines(session.lines(), SENDRECV));
  }

  private static Direction inLines(List<Line> lines, Direction otherwise) {
    for (Line line : lines) {
      for (Direction direction : values()) {
        if (line.type() == 'a' && line.value().equalsIgnoreCase(direction.attribute())) {
          return direction;
        }
      }
    }
    return otherwise;
  }
}
