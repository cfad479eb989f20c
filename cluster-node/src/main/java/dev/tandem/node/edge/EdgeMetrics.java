package dev.tandem.node.edge;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What an edge counts; written on the SIP loop, read by any thread.
public final class EdgeMetrics {
  /// Upper bounds of the set-up time buckets in milliseconds; the last bucket has none.
  @SuppressWarnings("MutablePublicArray") // handed to nobody outside the node
  public static final long[] SET_UP_BUCKETS_MS = {
    5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000
  };

  private static final String[] METHODS = {
    "INVITE",
    "ACK",
    "BYE",
    "CANCEL",
    "OPTIONS",
    "UPDATE",
    "INFO",
    "PRACK",
    "REFER",
    "NOTIFY",
    "MESSAGE",
    "REGISTER",
    "SUBSCRIBE",
    "PUBLISH"
  };

  private final Map<String, LongAdder> requests = new LinkedHashMap<>();
  private final LongAdder otherRequests = new LongAdder();
  private final LongAdder[] outcomes = adders(7);
  private final LongAdder[] setUpBuckets = adders(SET_UP_BUCKETS_MS.length + 1);
  private final LongAdder setUpNs = new LongAdder();

  /// Told to a session again because it had not answered.
  public final LongAdder repeated = new LongAdder();

  /// Answered in place of a session that stayed silent.
  public final LongAdder givenUp = new LongAdder();

  /// Requests and ACKs with a To tag that is not ours.
  public final LongAdder forgedTags = new LongAdder();

  /// Requests told to say who sends them, and those that said it wrongly.
  public final LongAdder challenged = new LongAdder();

  public final LongAdder unproven = new LongAdder();

  /// Responses of sessions to transactions nobody has (any more).
  public final LongAdder strayAnswers = new LongAdder();

  /// CANCELs that another edge took over, and those nobody did.
  public final LongAdder cancelsTaken = new LongAdder();

  public final LongAdder cancelsUnknown = new LongAdder();

  /// Requests of ours whose next hop is no address we can send to.
  public final LongAdder unresolved = new LongAdder();

  /// Requests of ours that went to a further target because one was silent, out of reach or busy.
  public final LongAdder failovers = new LongAdder();

  /// What sessions asked for that is no valid SIP.
  public final LongAdder invalidCommands = new LongAdder();

  public EdgeMetrics() {
    for (String method : METHODS) {
      requests.put(method, new LongAdder());
    }
    requests.put("other", otherRequests);
  }

  private static LongAdder[] adders(int count) {
    var adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  void request(String method) {
    requests.getOrDefault(method, otherRequests).increment();
  }

  void setUp(int status, long ns) {
    outcomes[status / 100].increment();
    long ms = ns / 1_000_000;
    int bucket = 0;
    while (bucket < SET_UP_BUCKETS_MS.length && ms > SET_UP_BUCKETS_MS[bucket]) {
      bucket++;
    }
    setUpBuckets[bucket].increment();
    setUpNs.add(ns);
  }

  /// Requests received so far by method.
  public Map<String, LongAdder> requests() {
    return requests;
  }

  /// Set-ups that ended with a final response of that class.
  ///
  /// @param statusClass 2 to 6
  public long setUps(int statusClass) {
    return outcomes[statusClass].sum();
  }

  /// Set-ups whose final response took longer than the bucket before and at most this one; one
  /// entry more than [#SET_UP_BUCKETS_MS].
  public long[] setUpBuckets() {
    var counts = new long[setUpBuckets.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = setUpBuckets[i].sum();
    }
    return counts;
  }

  /// From INVITE to final response, all set-ups together.
  public double setUpSeconds() {
    return setUpNs.sum() / 1e9;
  }
}
