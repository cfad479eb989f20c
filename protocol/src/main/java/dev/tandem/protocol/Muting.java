package dev.tandem.protocol;

/// What is silenced of a call, as seen from us. The RTP goes on, with silence in it.
public enum Muting {
  /// Nothing.
  NONE,
  /// What the peer says: whoever it talks to hears silence instead. Keys it presses (RFC 4733)
  /// pass.
  IN,
  /// What the peer hears: silence, whatever is meant for it.
  OUT,
  /// Both.
  BOTH;

  public boolean in() {
    return this == IN || this == BOTH;
  }

  public boolean out() {
    return this == OUT || this == BOTH;
  }

  /// That too.
  public Muting with(Muting other) {
    return of(in() || other.in(), out() || other.out());
  }

  public Muting without(Muting other) {
    return of(in() && !other.in(), out() && !other.out());
  }

  private static Muting of(boolean in, boolean out) {
    if (in) {
      return out ? BOTH : IN;
    }
    return out ? OUT : NONE;
  }
}
