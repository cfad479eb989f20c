package dev.tandem.session.core;

import dev.tandem.protocol.Treatment;
import org.jspecify.annotations.Nullable;

/// Who has put whom on hold (RFC 3264 §8.4). Both may at once: then nothing flows.
///
/// @param asked whether our side wants the peer on hold
/// @param told whether the peer knows
/// @param remote whether the peer has put us on hold
/// @param before what the leg does when the peer is not on hold; null while it is not
public record Hold(boolean asked, boolean told, boolean remote, @Nullable Treatment before) {
  static final Hold NONE = new Hold(false, false, false, null);

  Hold asking(boolean on) {
    return new Hold(on, told, remote, before);
  }

  Hold remote(boolean on) {
    return new Hold(asked, told, on, before);
  }

  Hold told(boolean on, @Nullable Treatment wasBefore) {
    return new Hold(asked, on, remote, wasBefore);
  }

  Hold before(Treatment treatment) {
    return new Hold(asked, told, remote, treatment);
  }
}
