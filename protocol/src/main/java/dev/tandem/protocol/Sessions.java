package dev.tandem.protocol;

/// The door from an edge to the sessions of the whole cluster. Never blocks.
public interface Sessions {
  /// Tells the session's entity, wherever it lives. Lost when its shard has no owner just now.
  void tell(SessionId session, SessionCommand command);

  /// A fresh id, on a shard of this node unless another node is clearly emptier (or this one has no
  /// session role).
  SessionId mint();

  /// Whether a new call would find a session node that takes it.
  boolean open();
}
