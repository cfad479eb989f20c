package dev.tandem.media.jitter;

import java.util.Arrays;

/// How much later than the quickest packets the slow ones come: the 99th percentile of a decaying
/// histogram of 5 ms steps.
///
/// The quickest transit leaks upward by one sample in 16 packets (390 ppm at 20 ms), so that a
/// drifting clock is not taken for jitter.
final class JitterEstimate {
  private static final int BIN = 40;
  private static final int BINS = 64;
  private static final int HALVE_AT = 512;

  private final short[] bins = new short[BINS];
  private int total;
  private int seen;
  private int quickest;
  private int samples;

  void reset() {
    Arrays.fill(bins, (short) 0);
    total = 0;
    seen = 0;
    samples = 0;
  }

  void observe(int timestamp, int arrival) {
    int transit = arrival - timestamp;
    if (seen == 0 || transit - quickest < 0) {
      quickest = transit;
    } else if ((seen & 15) == 0) {
      quickest++;
    }
    bins[Math.min(Math.max(transit - quickest, 0) / BIN, BINS - 1)]++;
    total++;
    if ((++seen & 15) == 0) {
      samples = percentile();
    }
    if (total >= HALVE_AT) {
      halve();
    }
  }

  private int percentile() {
    int above = 0;
    int allowed = total / 100;
    for (int i = BINS - 1; i > 0; i--) {
      above += bins[i];
      if (above > allowed) {
        return (i + 1) * BIN;
      }
    }
    return BIN;
  }

  private void halve() {
    total = 0;
    for (int i = 0; i < BINS; i++) {
      bins[i] >>= 1;
      total += bins[i];
    }
  }

  /// At least one step once measured.
  int samples() {
    return samples;
  }
}
