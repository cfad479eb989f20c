package dev.tandem.protocol;

import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What nodes say to each other's directories.
public sealed interface NodeCommand extends Wire {
  record Heard(NodeStatus status) implements NodeCommand {}

  /// The sessions that live on that node, ordered by id.
  ///
  /// @param after only ids beyond this one; null for the first page
  /// @param limit 1–1000
  record ListSessions(@Nullable String after, int limit, ActorRef<SessionPage> replyTo)
      implements NodeCommand {}

  record ListBridges(int limit, ActorRef<BridgePage> replyTo) implements NodeCommand {}

  /// What a directory tells itself. Never crosses a process.
  non-sealed interface Internal extends NodeCommand {}
}
