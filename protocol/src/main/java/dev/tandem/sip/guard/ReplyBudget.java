package dev.tandem.sip.guard;

import com.typesafe.config.Config;
import dev.tandem.config.SettingsReader;

/// How many answers to malformed requests may go out, by source and in all, so that forged
/// datagrams cannot make this node a reflector. A fixed table: sources that share a slot share its
/// budget, and no number of sources makes it grow.
public final class ReplyBudget {
  private static final int SLOTS = 4096;

  private final int perSource;
  private final TokenBucket inAll;
  private final float[] tokens = new float[SLOTS];
  private final long[] lastNs = new long[SLOTS];
  private final boolean[] used = new boolean[SLOTS];
  private final long seed = System.nanoTime() | 1; // so that nobody picks who shares his slot

  /// @param perSource answers a second to one source, and as many at once
  /// @param inAll answers a second altogether
  public ReplyBudget(int perSource, int inAll) {
    this.perSource = perSource;
    this.inAll = new TokenBucket(inAll, inAll);
  }

  /// @throws dev.tandem.config.InvalidSettings naming every problem at once
  public static ReplyBudget from(Config config) {
    var in = new SettingsReader(config, "tandem.sip.limits.garbage-replies");
    int perSource = in.integer("per-source", 0, 100_000);
    int inAll = in.integer("in-all", 0, 1_000_000);
    in.done();
    return new ReplyBudget(perSource, inAll);
  }

  /// @param source as [dev.tandem.sip.transport.Source] makes it
  boolean take(long source, long nowNs) {
    int slot = slot(source);
    float there = perSource;
    if (used[slot]) {
      float refilled = Math.max(0, nowNs - lastNs[slot]) * (perSource / 1e9f);
      there = Math.min(perSource, tokens[slot] + refilled);
    }
    used[slot] = true;
    lastNs[slot] = nowNs;
    boolean granted = there >= 1 && inAll.take(nowNs);
    tokens[slot] = granted ? there - 1 : there;
    return granted;
  }

  private int slot(long source) {
    long hash = (source ^ seed) * 0x9E3779B97F4A7C15L;
    return (int) ((hash ^ hash >>> 32) & SLOTS - 1);
  }
}
