package dev.tandem.protocol;

import java.util.concurrent.CompletionStage;

/// The door from an edge to our own subscriptions of the whole cluster. Never blocks.
public interface Watchers {
  /// @return the status of the answer; fails when nobody answers in time
  CompletionStage<Integer> take(SubscriptionId subscription, Notifying notifying);
}
