package dev.tandem.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What is to become of a transfer that the peer asks for.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TransferVerdict.Follow.class, name = "follow"),
  @JsonSubTypes.Type(value = TransferVerdict.Refuse.class, name = "refuse")
})
public sealed interface TransferVerdict extends Wire {
  /// Call `target`, text of a [CallTarget].
  ///
  /// @param home whether that is an address of ours, so that the call comes in here again
  record Follow(String target, boolean home) implements TransferVerdict {
    public Follow(String target) {
      this(target, false);
    }
  }

  /// @param status 400–699
  record Refuse(int status) implements TransferVerdict {}
}
