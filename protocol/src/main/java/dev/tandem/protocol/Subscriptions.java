package dev.tandem.protocol;

import java.util.concurrent.CompletionStage;

/// The door from an edge to the subscriptions of the whole cluster. Never blocks.
public interface Subscriptions {
  /// A fresh id.
  SubscriptionId mint();

  /// @return fails when nobody answers in time
  CompletionStage<SubscriptionReply> subscribe(SubscriptionId subscription, Subscribing asked);
}
