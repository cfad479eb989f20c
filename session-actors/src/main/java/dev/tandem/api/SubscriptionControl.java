package dev.tandem.api;

import dev.tandem.protocol.SubscriptionId;
import dev.tandem.protocol.SubscriptionInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Subscriptions of ours to what others know (RFC 6665 §4.1). [CallHandler#onNotify] hears of them.
/// Each is refreshed in time, outlives its node, and is asked for anew when the notifier has lost
/// it, until it is taken back or refused for good.
public interface SubscriptionControl {
  Duration SHORTEST = Duration.ofSeconds(10);
  Duration LONGEST = Duration.ofHours(24);

  /// Characters of an event, with its `;id=…`.
  int MAX_EVENT = 128;

  /// Types to accept, of at most 128 characters each.
  int MAX_ACCEPTED = 16;

  /// Subscribes; returns when the notifier has granted it, after 32 s at the latest. A challenge is
  /// answered with `tandem.edge.logins`, a 423 with more time. A first NOTIFY may be there before.
  ///
  /// @param from who asks, a SIP URI
  /// @param uri of what there is to know
  /// @param event package, as `dialog`, `presence` or `message-summary`; may have an `;id=…`
  /// @param accept types of bodies, for example `application/pidf+xml`; empty for the package's own
  /// @param expires how long each SUBSCRIBE asks for, [#SHORTEST] to [#LONGEST]
  /// @throws SessionException `INVALID_URI`; `INVALID_STATE` when it is refused, with the status in
  ///   the message; `RESOURCE_EXHAUSTED` beyond `tandem.subscriptions.max-ours`; `UNAVAILABLE` when
  ///   nobody answers
  SubscriptionInfo subscribe(
      String from, String uri, String event, List<String> accept, Duration expires);

  /// Takes it back, with a SUBSCRIBE of Expires 0. Returns before the notifier has heard of it; its
  /// last NOTIFY is told still.
  ///
  /// @throws SessionException `NOT_FOUND`
  void unsubscribe(SubscriptionId subscription);

  Optional<SubscriptionInfo> getSubscription(SubscriptionId subscription);

  /// Those of the whole cluster, ordered by id, without bodies.
  ///
  /// @param after only ids beyond this one, null for the first page
  /// @param limit 1–1000
  /// @throws SessionException `UNAVAILABLE` on a node that keeps no sessions
  List<SubscriptionInfo> subscriptions(@Nullable SubscriptionId after, int limit);

  /// The first thousand of them.
  default List<SubscriptionInfo> subscriptions() {
    return subscriptions(null, 1_000);
  }
}
