package dev.tandem.protocol;

import org.apache.pekko.actor.typed.ActorRef;

/// A server transaction: the edge that owns it, and its key there.
public record TransactionRef(ActorRef<EdgeCommand> edge, String key) implements Wire {}
