package dev.tandem.session.core;

import dev.tandem.protocol.Treatment;
import org.jspecify.annotations.Nullable;

/// Who has put whom on hold (RFC 3264 §8.4). Both may at once: then nothing flows.
///
/// @param asked whether the application wants the peer on hold
/// @param told whether the peer knows that it is
/// @param remote whether the peer has put us on hold
/// @param before what the leg does when the peer is not on hold; null while it is not
/// @param passed whether the far side of the other leg holds, so that the peer is to be on hold;
///   null when nothing of that kind was ever passed to us
/// @param shared what the other leg was told last about `remote`; null when it was told nothing
public record Hold(
    boolean asked,
    boolean told,
    boolean remote,
    @Nullable Treatment before,
    @Nullable Boolean passed,
    @Nullable Boolean shared) {
  static final Hold NONE = new Hold(false, false, false, null);

  Hold(boolean asked, boolean told, boolean remote, @Nullable Treatment before) {
    this(asked, told, remote, before, null, null);
  }

  /// Whether the peer is to be on hold, whoever wants that.
  boolean wanted() {
    return asked || isPassed();
  }

  public boolean isPassed() {
    return Boolean.TRUE.equals(passed);
  }

  Hold asking(boolean on) {
    return new Hold(on, told, remote, before, passed, shared);
  }

  Hold passing(boolean on) {
    return new Hold(asked, told, remote, before, on, shared);
  }

  Hold sharing(boolean on) {
    return new Hold(asked, told, remote, before, passed, on);
  }

  Hold remote(boolean on) {
    return new Hold(asked, told, on, before, passed, shared);
  }

  Hold told(boolean on, @Nullable Treatment wasBefore) {
    return new Hold(asked, on, remote, wasBefore, passed, shared);
  }

  Hold before(Treatment treatment) {
    return new Hold(asked, told, remote, treatment, passed, shared);
  }
}
