package dev.tandem.protocol;

import org.apache.pekko.actor.typed.ActorRef;

/// What the entity of an address of record hears.
public sealed interface RegistrarCommand extends Wire {
  /// Idempotent: the edge repeats it when it hears nothing.
  record Register(Registration registration, ActorRef<RegistrarReply> replyTo)
      implements RegistrarCommand {}

  /// What is bound now.
  record Lookup(ActorRef<RegistrarReply> replyTo) implements RegistrarCommand {}

  /// A connection has closed: what can be reached over it alone is not bound any more.
  ///
  /// @param node whose edge had it
  record FlowGone(String node, PeerAddress flow) implements RegistrarCommand {}

  /// What the entity tells itself. Never crosses a process.
  non-sealed interface Internal extends RegistrarCommand {}
}
