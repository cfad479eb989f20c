package dev.tandem.protocol;

import org.apache.pekko.actor.typed.ActorRef;

/// What the entity of a subscription hears.
public sealed interface SubscriptionCommand extends Wire {
  /// Idempotent: the edge repeats it when it hears nothing.
  record Subscribe(Subscribing asked, ActorRef<SubscriptionReply> replyTo)
      implements SubscriptionCommand {}

  /// To wake it: its node has died.
  record Describe(ActorRef<SubscriptionReply> replyTo) implements SubscriptionCommand {}

  /// What it tells itself. Never crosses a process.
  non-sealed interface Internal extends SubscriptionCommand {}
}
