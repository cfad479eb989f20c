package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// Identity of one subscription, and its shard entity id: shaped as a [SessionId], so that any node
/// can route a request inside its dialog without a look-up.
public record SubscriptionId(@JsonValue String value) implements Wire {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public SubscriptionId {
    if (!SessionId.isValid(value)) {
      throw new IllegalArgumentException("no subscription id: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
