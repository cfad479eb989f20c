package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// Identity of one bridge or conference, and its shard entity id: `<shard>-<name>`.
///
/// A bridge is minted on the shard of its first session; a conference on a shard that its name
/// hashes to, so that everybody who knows the name finds the room.
public record BridgeId(@JsonValue String value) implements Wire {
  private static final Pattern SHAPE = Pattern.compile("[0-9]{1,4}-[A-Za-z0-9._~-]{1,80}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public BridgeId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("bridge id must match " + SHAPE + ", was: " + value);
    }
  }

  /// The shard part, decimal.
  public String shard() {
    return value.substring(0, value.indexOf('-'));
  }

  /// Whether it is a conference, which mixes, and not a bridge of two.
  public boolean isConference() {
    return value.startsWith("-conf~", value.indexOf('-'));
  }

  @Override
  public String toString() {
    return value;
  }
}
