package dev.tandem.sip.guard;

/// Allows `perSecond` on average and `burst` at once.
final class TokenBucket {
  private final double perNs;
  private final double burst;
  private double tokens;
  private long lastNs;
  private boolean started;

  TokenBucket(double perSecond, double burst) {
    this.perNs = perSecond / 1e9;
    this.burst = burst;
    this.tokens = burst;
  }

  boolean has(long nowNs) {
    if (started) {
      tokens = Math.min(burst, tokens + Math.max(0, nowNs - lastNs) * perNs);
    }
    started = true;
    lastNs = nowNs;
    return tokens >= 1;
  }

  boolean take(long nowNs) {
    boolean there = has(nowNs);
    if (there) {
      tokens--;
    }
    return there;
  }
}
