package dev.tandem.node.edge;

import dev.tandem.api.RequestControl;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.Notifying;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.Watchers;
import dev.tandem.sip.SipStack;
import dev.tandem.sip.message.SipRequest;
import dev.tandem.sip.transaction.ServerTransaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// NOTIFY inside the dialog of a subscription of ours (RFC 6665 §4.1.3): read here, taken by its
/// entity, answered here.
final class Notifies {
  private final SipStack stack;
  private final Watchers watchers;
  private final Answers answers;
  private final String retryAfter;

  Notifies(SipStack stack, Watchers watchers, Answers answers, Duration retryAfter) {
    this.stack = stack;
    this.watchers = watchers;
    this.answers = answers;
    this.retryAfter = Long.toString(retryAfter.toSeconds());
  }

  void take(ServerTransaction transaction, SipRequest request, SubscriptionId subscription) {
    String event = request.header("Event");
    String standing = request.header("Subscription-State");
    Refusal refusal = refusal(request, event, standing);
    if (refusal != null || event == null || standing == null) {
      answers.refuse(transaction, refusal == null ? new Refusal(400) : refusal, null);
      return;
    }
    var notifying =
        new Notifying(
            request.callId(),
            request.fromTag(),
            request.cseq(),
            event,
            standing,
            request.contact(),
            request.recordRoutes(),
            Readings.source(transaction.flow()),
            request.contentType(),
            request.body());
    watchers
        .take(subscription, notifying)
        .whenComplete(
            (status, _) -> stack.execute(() -> answers.refuse(transaction, answer(status), null)));
  }

  private static @Nullable Refusal refusal(
      SipRequest request, @Nullable String event, @Nullable String standing) {
    if (event == null || standing == null) {
      String missing = event == null ? "Event" : "Subscription-State";
      return new Refusal(400, "Missing " + missing, java.util.List.of());
    }
    String encoding = request.header("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return new Refusal(415, Methods.ACCEPT_ENCODING);
    }
    return request.body().getBytes(StandardCharsets.UTF_8).length > RequestControl.MAX_BODY
        ? new Refusal(413)
        : null;
  }

  /// @param status null when nobody has answered
  private Refusal answer(@Nullable Integer status) {
    return status == null || status == 503
        ? new Refusal(503, new Header("Retry-After", retryAfter))
        : new Refusal(status);
  }
}
