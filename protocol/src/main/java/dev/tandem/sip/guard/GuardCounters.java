package dev.tandem.sip.guard;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What the door let in, refused and dropped, by reason. Written on the SIP loop, read from
/// anywhere.
@SuppressWarnings("EnumOrdinal") // indexes arrays that live as long as the enum is loaded
public final class GuardCounters {
  private final Map<String, LongAdder> all = new LinkedHashMap<>();
  private final LongAdder[] rejected = new LongAdder[Fault.values().length];
  private final LongAdder[] dropped = new LongAdder[Fault.values().length];
  private final LongAdder[] shed = new LongAdder[Admission.Cause.values().length];
  final LongAdder passed = add("passed");
  final LongAdder admitted = add("admitted");
  final LongAdder draining = add("shed-draining");
  final LongAdder ackOfOurs = add("ack-absorbed");
  final LongAdder unframeable = add("unframeable");
  final LongAdder replied = add("replied");
  final LongAdder unanswerable = add("unanswerable");
  final LongAdder overBudget = add("reply-over-budget");

  public GuardCounters() {
    for (Fault fault : Fault.values()) {
      rejected[fault.ordinal()] = add("rejected-" + fault.metric());
      dropped[fault.ordinal()] = add("dropped-" + fault.metric());
    }
    for (Admission.Cause cause : Admission.Cause.values()) {
      shed[cause.ordinal()] = add("shed-" + cause.metric());
    }
  }

  /// By metric name; the adders are live.
  public Map<String, LongAdder> all() {
    return Collections.unmodifiableMap(all);
  }

  public long of(String metric) {
    LongAdder adder = all.get(metric);
    if (adder == null) {
      throw new IllegalArgumentException("no such metric: " + metric);
    }
    return adder.sum();
  }

  void rejected(Fault fault) {
    rejected[fault.ordinal()].increment();
  }

  void dropped(Fault fault) {
    dropped[fault.ordinal()].increment();
  }

  void shed(Admission.Cause cause) {
    shed[cause.ordinal()].increment();
  }

  private LongAdder add(String metric) {
    var adder = new LongAdder();
    all.put(metric, adder);
    return adder;
  }
}
