package dev.tandem.protocol;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/// What a trunk hears: the one keeper of a named peer in the whole cluster.
public sealed interface TrunkCommand extends Wire {
  /// Once a second from every node: keeps the trunk awake, says which calls go over it there, and
  /// is answered by how it is.
  ///
  /// @param node name of the one that tells
  /// @param count calls of that trunk on it
  /// @param calls which ones; empty when the trunk has no limit
  record Report(String node, int count, List<SessionId> calls, ActorRef<TrunkInfo> replyTo)
      implements TrunkCommand {}

  /// May this call go over the trunk? Asked again it gets the same answer.
  record Admit(SessionId session, ActorRef<TrunkReply> replyTo) implements TrunkCommand {}

  /// The call is over.
  record Release(SessionId session) implements TrunkCommand {}

  /// The cluster ends: takes the registration back. Answered when that is done, or cannot be.
  record Unregister(ActorRef<TrunkReply> replyTo) implements TrunkCommand {}

  /// Timers and answers. Never crosses a process.
  non-sealed interface Internal extends TrunkCommand {}
}
