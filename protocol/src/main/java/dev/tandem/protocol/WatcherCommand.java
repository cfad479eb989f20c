package dev.tandem.protocol;

import org.apache.pekko.actor.typed.ActorRef;

/// What the entity of a subscription of ours hears.
public sealed interface WatcherCommand extends Wire {
  /// Idempotent. Answered when the notifier has answered.
  record Begin(Watching wanted, ActorRef<WatcherReply> replyTo) implements WatcherCommand {}

  /// Idempotent: the edge repeats it when it hears nothing.
  record Notify(Notifying notifying, ActorRef<WatcherReply> replyTo) implements WatcherCommand {}

  /// Takes it back. Answered before the notifier has heard of it.
  record End(ActorRef<WatcherReply> replyTo) implements WatcherCommand {}

  /// Wakes it, too.
  record Describe(ActorRef<WatcherReply> replyTo) implements WatcherCommand {}

  /// What it tells itself. Never crosses a process.
  non-sealed interface Internal extends WatcherCommand {}
}
