package dev.tandem.sip.guard;

import org.jspecify.annotations.Nullable;

/// How many set-ups may be in progress, learned from how long they take.
///
/// By Little's law a node that finishes R set-ups a second in the target time T has R*T of them in
/// progress. More only wait, so after three slow windows in a row the bound goes down towards R*T,
/// where throughput is still whole; while set-ups are quick it grows back. One stall of the machine
/// is not three windows.
///
/// If a smaller bound does not make set-ups shorter ([CutTrial]), the time is spent elsewhere (a
/// slow callee's network): then that time becomes the norm, and only twice as much counts as slow.
final class SetUpBound {
  private static final int START = 1_000;
  private static final int SLOW_WINDOWS = 3;
  private static final int OUTLIER = 4; // times the target; a single sample counts no more
  private static final double GROWTH = 1.1;
  private static final double CALM = 0.8;

  private final AdmissionSettings settings;
  private final SetUpWindow window = new SetUpWindow();
  private final int start;
  private double bound;
  private double normNs; // time that is not ours to shorten
  private int slowWindows;
  private boolean refusedInWindow;
  private @Nullable CutTrial trial;

  SetUpBound(AdmissionSettings settings) {
    this.settings = settings;
    this.start = Math.clamp(START, settings.minInProgress(), settings.maxInProgress());
    this.bound = start;
  }

  int current() {
    return (int) bound;
  }

  void refused() {
    refusedInWindow = true;
  }

  void finished(long nowNs, long tookNs, int inProgress) {
    window.add(tookNs, (long) (OUTLIER * targetNs()), nowNs);
    if (trial != null) {
      trial.finished(nowNs, tookNs, inProgress);
    }
    if (window.isOver(nowNs)) {
      learn(nowNs, inProgress);
      window.restart(nowNs);
      refusedInWindow = false;
    }
  }

  private double targetNs() {
    return Math.max((double) settings.targetSetUp().toNanos(), 2 * normNs);
  }

  private void learn(long nowNs, int inProgress) {
    double mean = window.cappedMeanNs();
    normNs = Math.min(normNs, mean);
    judgeTrial(nowNs);
    if (mean > targetNs()) {
      slowWindows++;
      if (slowWindows >= SLOW_WINDOWS) {
        slowWindows = 0;
        cut(nowNs, inProgress);
      }
    } else {
      slowWindows = 0;
      if (mean < CALM * targetNs()) {
        grow(inProgress);
      }
    }
  }

  private void cut(long nowNs, int inProgress) {
    double enough = window.perNs(nowNs) * targetNs();
    double from = Math.min(bound, Math.max(inProgress, settings.minInProgress()));
    double before = bound;
    bound = within(Math.min(bound, Math.max(enough, from / 2)));
    if (trial == null && bound < inProgress) {
      trial = new CutTrial(before, inProgress, nowNs);
    }
  }

  private void judgeTrial(long nowNs) {
    if (trial == null) {
      return;
    }
    switch (trial.windowOver(nowNs, window.meanNs())) {
      case OPEN -> {}
      case HELPED -> trial = null;
      case IN_VAIN -> {
        normNs = trial.meanNs();
        bound = within(trial.boundBefore());
        slowWindows = 0;
        trial = null;
      }
    }
  }

  /// Past the start value only while the bound is what holds calls back.
  private void grow(int inProgress) {
    boolean binding = refusedInWindow || inProgress * 2 >= bound;
    if (binding || bound < start) {
      double grown = Math.max(bound + 4, bound * GROWTH);
      bound = within(binding ? grown : Math.min(grown, start));
    }
  }

  private double within(double wanted) {
    return Math.clamp(wanted, settings.minInProgress(), settings.maxInProgress());
  }
}
