package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// Identity of one session, and its shard entity id: `<shard>-<random>`, for example
/// `42-9k3vq0x2ma7b`.
///
/// The shard is readable so that any node can route an in-dialog request without a lookup.
public record SessionId(@JsonValue String value) implements Wire {
  private static final Pattern SHAPE = Pattern.compile("[0-9]{1,4}-[a-z0-9]{8,32}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SessionId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("session id must match " + SHAPE + ", was: " + value);
    }
  }

  /// Whether `text` has the shape of an id; for text that came from outside.
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  /// The shard part, decimal.
  public String shard() {
    return value.substring(0, value.indexOf('-'));
  }

  @Override
  public String toString() {
    return value;
  }
}
