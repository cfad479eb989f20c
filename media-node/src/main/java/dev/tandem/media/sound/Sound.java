package dev.tandem.media.sound;

import dev.tandem.media.mix.Mixer;

/// The samples of one file, at 8 kHz; shared by all who play it. Empty, which is heard as silence,
/// until the file is read, and for good when it cannot be.
public final class Sound {
  private static final short[] NONE = {};

  private volatile short[] samples = NONE;

  void read(short[] all) {
    samples = all;
  }

  public boolean isEmpty() {
    return samples.length == 0;
  }

  int length() {
    return samples.length;
  }

  /// The next frame in a law's code; the end is followed by the beginning.
  ///
  /// @param at where the frame begins
  /// @return where the next one begins; -1, and nothing is written, when there is nothing to play
  public int fill(int at, byte[] encode, byte[] out) {
    short[] all = samples;
    if (all.length == 0) {
      return -1;
    }
    int next = at < all.length ? at : 0;
    for (int i = 0; i < Mixer.FRAME; i++) {
      out[i] = encode[(all[next] >> 2) & 0x3fff];
      next = next + 1 == all.length ? 0 : next + 1;
    }
    return next;
  }
}
