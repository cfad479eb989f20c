package dev.tandem.sip.guard;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Random;

/// A node as a queue: `servers` work side by side, each call needs `serviceNs` on average, refusing
/// one costs a fiftieth of that, then `elsewhereNs` passes outside. Poisson arrivals.
final class QueueModel {
  static final long MS = 1_000_000L;

  record Second(int offered, int admitted, int finished, double meanMs, double worstMs) {}

  private record Done(long atNs, long startedNs) {}

  private final Random random = new Random(20261120);
  private final Admission admission;
  private final int servers;
  private final long serviceNs;
  private final PriorityQueue<Long> free = new PriorityQueue<>();
  private final PriorityQueue<Done> running =
      new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
  long elsewhereNs;
  long nowNs;
  private double nextArrivalNs;

  QueueModel(Admission admission, int servers, long serviceNs) {
    this.admission = admission;
    this.servers = servers;
    this.serviceNs = serviceNs;
    for (int i = 0; i < servers; i++) {
      free.add(0L);
    }
  }

  double capacityPerSecond() {
    return servers * 1e9 / serviceNs;
  }

  /// Nothing works for this long.
  void stall(long ns) {
    var later = new ArrayDeque<Long>();
    free.forEach(at -> later.add(Math.max(at, nowNs) + ns));
    free.clear();
    free.addAll(later);
    var shifted = new ArrayDeque<Done>();
    running.forEach(it -> shifted.add(new Done(it.atNs + ns, it.startedNs)));
    running.clear();
    running.addAll(shifted);
  }

  /// @return how many of `calls` arriving at once are taken
  int burst(int calls) {
    int taken = 0;
    for (int i = 0; i < calls; i++) {
      taken += offer(nowNs) ? 1 : 0;
    }
    return taken;
  }

  Second run(double perSecond, long forNs) {
    long until = nowNs + forNs;
    int offered = 0;
    int admitted = 0;
    int finished = 0;
    double sum = 0;
    double worst = 0;
    nextArrivalNs = nowNs + gap(perSecond);
    while (true) {
      Done next = running.peek();
      if (next != null && next.atNs <= Math.min(nextArrivalNs, until)) {
        running.poll();
        nowNs = next.atNs;
        admission.finished(nowNs, next.startedNs);
        finished++;
        double took = (nowNs - next.startedNs) / 1e6;
        sum += took;
        worst = Math.max(worst, took);
      } else if (nextArrivalNs <= until) {
        nowNs = (long) nextArrivalNs;
        offered++;
        admitted += offer(nowNs) ? 1 : 0;
        nextArrivalNs += gap(perSecond);
      } else {
        nowNs = until;
        return new Second(offered, admitted, finished, sum / Math.max(1, finished), worst);
      }
    }
  }

  private boolean offer(long atNs) {
    boolean taken = admission.admit(atNs) instanceof Admission.Decision.Taken;
    long begin = Math.max(free.remove(), atNs);
    long needs = taken ? (long) (serviceNs * (0.5 + random.nextDouble())) : serviceNs / 50;
    free.add(begin + needs);
    if (taken) {
      admission.admitted(atNs);
      running.add(new Done(begin + needs + elsewhereNs, atNs));
    }
    return taken;
  }

  private double gap(double perSecond) {
    return -Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
  }
}
