package dev.tandem.api;

import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// News of a subscription of ours: a NOTIFY (RFC 6665), or that it has ended without one.
///
/// @param uri, event as subscribed
/// @param state `PENDING`, `ACTIVE` or `TERMINATED`
/// @param reason why it is terminated: the notifier's word (`timeout`, `rejected`, `noresource`…),
///   else what went wrong; null when it is not, or nobody says
/// @param retryIn when we subscribe anew; null when it is over for good, or not terminated
/// @param contentType null when there is no body
/// @param body as text, at most [RequestControl#MAX_BODY] bytes; empty when there is none
public record Notification(
    SubscriptionId subscription,
    String uri,
    String event,
    SubscriptionInfo.State state,
    @Nullable String reason,
    @Nullable Duration retryIn,
    @Nullable String contentType,
    String body) {

  /// The last one of its subscription.
  public boolean isLast() {
    return state == SubscriptionInfo.State.TERMINATED && retryIn == null;
  }
}
