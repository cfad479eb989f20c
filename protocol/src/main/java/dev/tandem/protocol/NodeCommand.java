package dev.tandem.protocol;

import java.util.List;
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

  /// The sessions that live on that node and have one of these users on either side, or are in the
  /// bridge; ordered by id.
  ///
  /// @param users user parts of SIP URIs
  /// @param limit 1–1000
  record FindSessions(
      List<String> users, @Nullable BridgeId bridge, int limit, ActorRef<SessionPage> replyTo)
      implements NodeCommand {}

  record ListBridges(int limit, ActorRef<BridgePage> replyTo) implements NodeCommand {}

  /// A node leaves: the sessions here that have a leg or a dialog there, of this slot, are told to
  /// go elsewhere. Answered by [StillHere].
  ///
  /// @param media whether another media node can take legs
  /// @param edge whether there is another edge
  /// @param slot 0 to `slots` - 1: which part of the sessions is told now
  record Leaves(
      String node, boolean media, boolean edge, int slot, int slots, ActorRef<StillHere> replyTo)
      implements NodeCommand {}

  /// How many of them there were.
  record StillHere(int legs, int dialogs) implements Wire {}

  /// Whoever runs this node is asked to drain and end it.
  record Drain() implements NodeCommand {}

  /// What a directory tells itself. Never crosses a process.
  non-sealed interface Internal extends NodeCommand {}
}
