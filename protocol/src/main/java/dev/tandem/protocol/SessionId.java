package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identity of one session, and its shard entity id: `<shard>-<random>`, for example
/// `42-9k3vq0x2ma7b`.
///
/// The shard is readable so that any node can route an in-dialog request without a lookup.
public record SessionId(@JsonValue String value) implements Wire {
  private static final String SHAPE = "[0-9]{1,4}-[a-z0-9]{8,32}";

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SessionId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("session id must match " + SHAPE + ", was: " + value);
    }
  }

  /// Whether `text` has the shape of an id; for text that came from outside.
  public static boolean isValid(String text) {
    return isValid(text, text.length());
  }

  /// Looks at the first `end` characters only. By hand: this runs several times for each message.
  static boolean isValid(String text, int end) {
    int dash = text.indexOf('-');
    if (dash < 1 || dash > 4 || end - dash - 1 < 8 || end - dash - 1 > 32) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (!digit && i != dash && (i < dash || c < 'a' || c > 'z')) {
        return false;
      }
    }
    return true;
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
