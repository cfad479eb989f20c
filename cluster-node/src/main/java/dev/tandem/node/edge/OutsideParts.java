package dev.tandem.node.edge;

import dev.tandem.protocol.Subscriptions;
import dev.tandem.protocol.Watchers;
import dev.tandem.watch.SubscriptionSettings;

/// What an edge needs for requests that are no calls.
///
/// @param subscriptions of others, to what we know
/// @param watchers subscriptions of ours
public record OutsideParts(
    Subscriptions subscriptions,
    SubscriptionSettings settings,
    Letters letters,
    Watchers watchers) {}
