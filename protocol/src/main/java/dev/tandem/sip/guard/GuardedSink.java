package dev.tandem.sip.guard;

import dev.tandem.sip.transport.Flow;
import dev.tandem.sip.transport.MessageSink;
import dev.tandem.sip.transport.Source;
import dev.tandem.sip.transport.Transport;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// Stands before the transaction layer: lets in what is well-formed and affordable, answers or
/// drops the rest without state. SIP loop only, but for [#drain].
public final class GuardedSink implements MessageSink {
  private final MessageSink next;
  private final MessageLimits limits;
  private final ReplyBudget budget;
  private final Admission admission;
  private final KnownTransactions known;
  private final GuardCounters counters;
  private final LongSupplier clockNs;
  private final StatelessReply replies = StatelessReply.withRandomKey();
  private volatile boolean draining;

  /// @param next gets what is let in; it owes [Admission#finished] for each new INVITE
  /// @param clockNs the one that `next` gives to [Admission#finished]
  public GuardedSink(
      MessageSink next,
      MessageLimits limits,
      ReplyBudget budget,
      Admission admission,
      KnownTransactions known,
      GuardCounters counters,
      LongSupplier clockNs) {
    this.next = next;
    this.limits = limits;
    this.budget = budget;
    this.admission = admission;
    this.known = known;
    this.counters = counters;
    this.clockNs = clockNs;
  }

  /// While draining, new calls get 503 and all else goes on. From any thread.
  public void drain(boolean on) {
    draining = on;
  }

  @Override
  public void onMessage(Flow flow, byte[] message) {
    RawScan scan = RawScan.of(message);
    switch (limits.judge(scan, flow.transport())) {
      case Verdict.Ok _ -> wellFormed(flow, scan);
      case Verdict.Reject(Fault fault) -> {
        counters.rejected(fault);
        answerGarbage(flow, scan, fault.status(), fault.reason());
      }
      case Verdict.Drop(Fault fault) -> counters.dropped(fault);
    }
  }

  @Override
  public void onClosed(Flow flow) {
    next.onClosed(flow);
  }

  @Override
  public void onUnframeable(Flow flow, int status, byte[] head) {
    counters.unframeable.increment();
    answerGarbage(flow, RawScan.of(head), status, reasonOf(status));
  }

  @Override
  public void onBacklog(long bytes) {
    admission.backlog(clockNs.getAsLong(), bytes);
  }

  private void wellFormed(Flow flow, RawScan scan) {
    if (isNewInvite(scan)) {
      newInvite(flow, scan);
    } else if (replies.isAckOfOurs(scan)) {
      counters.ackOfOurs.increment();
    } else {
      pass(flow, scan);
    }
  }

  private boolean isNewInvite(RawScan scan) {
    if (!scan.isMethod("INVITE") || scan.hasToTag()) {
      return false;
    }
    TopVia via = scan.topVia();
    return !known.knows(via.branchText(), via.sentByText());
  }

  private void newInvite(Flow flow, RawScan scan) {
    if (draining) {
      counters.draining.increment();
      answer(flow, scan, 503, "Draining", admission.retryAfterSeconds());
      return;
    }
    long now = clockNs.getAsLong();
    switch (admission.admit(now)) {
      case Admission.Decision.Taken _ -> {
        admission.admitted(now);
        counters.admitted.increment();
        pass(flow, scan);
      }
      case Admission.Decision.Shed(var cause, int retryAfterSeconds) -> {
        counters.shed(cause);
        answer(flow, scan, 503, "Overloaded", retryAfterSeconds);
      }
    }
  }

  private void pass(Flow flow, RawScan scan) {
    counters.passed.increment();
    next.onMessage(flow, withoutTail(scan));
  }

  /// What follows the body in a datagram is not part of the message (RFC 3261 §18.3).
  private static byte[] withoutTail(RawScan scan) {
    byte[] bytes = scan.bytes();
    int end = scan.contentLength() < 0 ? bytes.length : scan.bodyStart() + scan.contentLength();
    return end < bytes.length ? Arrays.copyOf(bytes, end) : bytes;
  }

  /// Bounded by source: the source of a datagram may be a lie.
  private void answerGarbage(Flow flow, RawScan scan, int status, String reason) {
    long source = Source.of(flow.remote().getAddress());
    if (budget.take(source, clockNs.getAsLong())) {
      answer(flow, scan, status, reason, 0);
    } else {
      counters.overBudget.increment();
    }
  }

  private void answer(Flow flow, RawScan scan, int status, String reason, int retryAfterSeconds) {
    byte[] reply = replies.to(scan, flow.remote(), status, reason, retryAfterSeconds);
    if (reply == null) {
      counters.unanswerable.increment();
      return;
    }
    counters.replied.increment();
    wayBack(flow, scan).send(reply);
  }

  private static Flow wayBack(Flow flow, RawScan scan) {
    TopVia via = scan.topVia();
    return flow.transport() == Transport.UDP && !via.hasRport() ? flow.atPort(via.port()) : flow;
  }

  private static String reasonOf(int status) {
    return switch (status) {
      case 413 -> "Request Entity Too Large";
      case 513 -> Fault.TOO_LARGE.reason();
      default -> "Bad Request";
    };
  }
}
