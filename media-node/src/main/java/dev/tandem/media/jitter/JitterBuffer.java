package dev.tandem.media.jitter;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Turns packets of any length and order into one 20 ms frame per tick.
///
/// A ring of decoded samples addressed by RTP timestamp, so packets of 10, 20, 30 or 60 ms are
/// alike. A tick that finds less than a frame *holds*: it repeats the last frame, fading, and does
/// not advance, so the buffer has grown by a frame when the late packet comes; the same when 2 % of
/// two seconds' packets came too late. When the least slack of two seconds is more than jitter asks
/// for, 10 ms are left out, in a quiet frame if one comes. That also follows the drift between the
/// peer's clock and ours. One loop; no allocation.
public final class JitterBuffer {
  /// What a tick was given.
  public enum Frame {
    /// Samples of the peer, perhaps partly concealed.
    VOICE,
    /// A fading repetition.
    CONCEALED,
    /// Nothing to play; the frame is all zero.
    SILENCE
  }

  private static final int FRAME = 160;
  private static final int STEP = 80;
  private static final int RING = 4096;
  private static final int MASK = RING - 1;

  /// No G.711 code decodes to it.
  private static final short MISSING = Short.MIN_VALUE;

  /// Most samples a packet may hold: 120 ms.
  static final int MAX_PACKET = 960;

  /// Most samples held; beyond it a burst is cut to what jitter asks for.
  static final int MAX_DEPTH = 2400;

  private static final int REVIEW_FRAMES = 100;
  private static final int TOO_MANY_LATE = 2;
  private static final int QUIET_MEAN = 200;
  private static final int FADED = 6;
  private static final int GIVE_UP = 50;
  private static final int LATE_RESTART = 25;

  private final short[] ring = new short[RING];
  private final byte[] codes = new byte[MAX_PACKET];
  private final short[] last = new short[FRAME];
  private final JitterEstimate estimate = new JitterEstimate();
  private boolean started;
  private int play;
  private int end;
  private int starved;
  private int lateRun;
  private int concealedRun = FADED;
  private int leastSlack = Integer.MAX_VALUE;
  private int reviewed;
  private int shrink;
  private int lateInReview;
  private boolean grow;
  private long late;
  private long dropped;
  private long concealed;

  public JitterBuffer() {
    Arrays.fill(ring, MISSING);
  }

  /// Forgets everything but the counters: another source speaks.
  public void reset() {
    Arrays.fill(ring, MISSING);
    started = false;
    starved = 0;
    lateRun = 0;
    shrink = 0;
    grow = false;
    lateInReview = 0;
    reviewed = 0;
    leastSlack = Integer.MAX_VALUE;
    estimate.reset();
  }

  /// Takes the G.711 payload at `offset`. False when it came too late or cannot be real.
  ///
  /// @param decode a law's decoding table
  /// @param arrival in samples, any origin
  public boolean put(
      int timestamp, ByteBuffer bytes, int offset, int length, short[] decode, int arrival) {
    if (length > MAX_PACKET) {
      dropped++;
      return false;
    }
    int ahead = timestamp - play;
    if (!started || ahead > RING - MAX_PACKET) {
      start(timestamp);
    } else if (ahead + length <= 0) {
      return tooLate(timestamp);
    } else if (starved > 0 && timestamp - end > 0) {
      clear(play, end); // silence suppression or loss while empty: go on at once
      play = timestamp;
      end = timestamp;
    }
    lateRun = 0;
    write(timestamp, bytes, offset, length, decode);
    estimate.observe(timestamp, arrival);
    if (end - play > MAX_DEPTH) {
      skip(end - play - FRAME - Math.min(estimate.samples(), MAX_DEPTH / 2));
    }
    return true;
  }

  private boolean tooLate(int timestamp) {
    late++;
    lateInReview++;
    if (++lateRun >= LATE_RESTART) {
      start(timestamp); // the peer's timestamps jumped back
    }
    return false;
  }

  private void start(int timestamp) {
    reset();
    started = true;
    play = timestamp;
    end = timestamp;
  }

  private void write(int timestamp, ByteBuffer bytes, int offset, int length, short[] decode) {
    int from = Math.max(0, play - timestamp);
    int count = length - from;
    bytes.get(offset + from, codes, 0, count);
    int start = (timestamp + from) & MASK;
    int first = Math.min(count, RING - start);
    decode(decode, 0, start, first);
    decode(decode, first, 0, count - first);
    if (timestamp + length - end > 0) {
      end = timestamp + length;
    }
  }

  /// Plain arrays from end to end, so that the compiler drops the bounds checks.
  private void decode(short[] table, int from, int slot, int count) {
    for (int i = 0; i < count; i++) {
      ring[slot + i] = table[codes[from + i] & 0xff];
    }
  }

  /// Fills `out` with the next 160 samples.
  public Frame get(short[] out) {
    if (!started) {
      Arrays.fill(out, 0, FRAME, (short) 0);
      return Frame.SILENCE;
    }
    int depth = end - play;
    if (depth < FRAME) {
      return hold(out);
    }
    starved = 0;
    review(depth - FRAME);
    if (grow) {
      grow = false;
      return hold(out);
    }
    read(out);
    return Frame.VOICE;
  }

  private void read(short[] out) {
    int start = play & MASK;
    int first = Math.min(FRAME, RING - start);
    take(start, first, out, 0);
    take(0, FRAME - first, out, first);
    play += FRAME;
    int missing = 0;
    for (int i = 0; i < FRAME; i++) {
      missing += out[i] == MISSING ? 1 : 0;
    }
    if (missing > 0) {
      patch(out);
    } else {
      concealedRun = 0;
    }
    System.arraycopy(out, 0, last, 0, FRAME);
  }

  private void take(int slot, int count, short[] out, int at) {
    System.arraycopy(ring, slot, out, at, count);
    Arrays.fill(ring, slot, slot + count, MISSING);
  }

  /// Puts the fading last frame where samples are missing.
  private void patch(short[] out) {
    concealed++;
    int gain = nextGain();
    for (int i = 0; i < FRAME; i++) {
      if (out[i] == MISSING) {
        out[i] = (short) ((last[i] * gain) >> 15);
      }
    }
  }

  private Frame hold(short[] out) {
    if (++starved > GIVE_UP) {
      reset();
    }
    if (concealedRun >= FADED) {
      Arrays.fill(out, 0, FRAME, (short) 0);
      return Frame.SILENCE;
    }
    concealed++;
    int gain = nextGain();
    for (int i = 0; i < FRAME; i++) {
      out[i] = (short) ((last[i] * gain) >> 15);
    }
    System.arraycopy(out, 0, last, 0, FRAME);
    return Frame.CONCEALED;
  }

  /// `last` itself fades, so the factors multiply: 0.9, 0.8, 0.7 … of the frame before.
  private int nextGain() {
    concealedRun = Math.min(concealedRun + 1, FADED);
    return concealedRun >= FADED ? 0 : 32768 - 3277 * concealedRun;
  }

  private void review(int slack) {
    leastSlack = Math.min(leastSlack, slack);
    if (++reviewed >= REVIEW_FRAMES) {
      int excess = leastSlack - estimate.samples() - Math.max(STEP / 2, estimate.samples() / 4);
      boolean tight = lateInReview >= TOO_MANY_LATE;
      grow = tight && slack < MAX_DEPTH / 2;
      shrink = !tight && excess >= STEP ? STEP : 0;
      lateInReview = 0;
      reviewed = 0;
      leastSlack = Integer.MAX_VALUE;
    }
    if (shrink > 0 && slack >= shrink && (reviewed > REVIEW_FRAMES / 2 || quiet())) {
      skip(shrink);
      shrink = 0;
    }
  }

  private boolean quiet() {
    int sum = 0;
    for (int i = 0; i < FRAME; i++) {
      sum += Math.abs(last[i]);
    }
    return sum < QUIET_MEAN * FRAME;
  }

  private void skip(int samples) {
    clear(play, play + samples);
    play += samples;
    dropped++;
  }

  private void clear(int from, int to) {
    for (int at = from; at - to < 0; at++) {
      ring[at & MASK] = MISSING;
    }
  }

  /// Samples waiting.
  public int depth() {
    return started ? end - play : 0;
  }

  /// Packets that came after their time.
  public long late() {
    return late;
  }

  /// Times something was left out.
  public long dropped() {
    return dropped;
  }

  /// Frames made up, wholly or in part.
  public long concealed() {
    return concealed;
  }
}
