package dev.tandem.node;

import dev.tandem.api.SipResult;
import dev.tandem.protocol.Header;
import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo;
import dev.tandem.protocol.Watching;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is said to SIP peers outside of calls: requests, and subscriptions of ours.
interface OutsideCalls extends OnNode {
  @Override
  default SipResult sendMessage(String from, String to, String contentType, String body) {
    return Replies.joined(calls().outside().message(from, to, contentType, body));
  }

  @Override
  default SipResult options(String uri) {
    return Replies.joined(calls().outside().options(uri));
  }

  @Override
  default SipResult request(
      String method,
      String from,
      String to,
      List<Header> headers,
      @Nullable String contentType,
      String body) {
    return Replies.joined(calls().outside().request(method, from, to, headers, contentType, body));
  }

  @Override
  default SubscriptionInfo subscribe(
      String from, String uri, String event, List<String> accept, Duration expires) {
    Watching wanted =
        WatcherBook.wanted(
            SipUris.checked("from", from), SipUris.checked("uri", uri), event, accept, expires);
    WatcherBook watchers = calls().outside().watchers();
    return Replies.joined(watchers.begin(watchers.door().mint(), wanted));
  }

  @Override
  default void unsubscribe(SubscriptionId subscription) {
    var _ = Replies.joined(calls().outside().watchers().end(subscription));
  }

  @Override
  default Optional<SubscriptionInfo> getSubscription(SubscriptionId subscription) {
    return Replies.joined(calls().outside().watchers().find(subscription));
  }

  @Override
  default List<SubscriptionInfo> subscriptions(@Nullable SubscriptionId after, int limit) {
    if (limit < 1 || limit > 1_000) {
      throw new IllegalArgumentException("limit must be 1 to 1000, is " + limit);
    }
    return Replies.joined(calls().outside().watchers().page(after, limit));
  }
}
