package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identity of one media leg: the session's id and a number that grows with every leg the session
/// opens, `<session>.<n>`. So a reply about an earlier leg is never taken for the present one.
public record LegId(@JsonValue String value) implements Wire {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public LegId {
    int dot = value.lastIndexOf('.');
    if (dot <= 0 || !SessionId.isValid(value, dot)) {
      throw new IllegalArgumentException("leg id must be <session id>.<number>, was: " + value);
    }
  }

  public static LegId of(SessionId session, int number) {
    return new LegId(session.value() + "." + number);
  }

  public SessionId session() {
    return new SessionId(value.substring(0, value.lastIndexOf('.')));
  }

  public boolean isOfSameSession(LegId other) {
    int dot = value.lastIndexOf('.');
    return dot == other.value.lastIndexOf('.') && value.regionMatches(0, other.value, 0, dot);
  }

  public int number() {
    return Integer.parseInt(value, value.lastIndexOf('.') + 1, value.length(), 10);
  }

  @Override
  public String toString() {
    return value;
  }
}
