package dev.tandem.protocol;

/// Every way a request to a session, bridge or node can be refused.
public enum ErrorKind {
  /// No such session, bridge or conference, or it has ended.
  NOT_FOUND,
  /// The present state does not allow it.
  INVALID_STATE,
  /// Not a URI we can call.
  INVALID_URI,
  /// No media capacity, or a limit is reached.
  RESOURCE_EXHAUSTED,
  /// Offer and answer have nothing in common, or are no SDP.
  NOT_ACCEPTABLE,
  /// The sessions' media is on different media nodes.
  DIFFERENT_MEDIA_NODES,
  /// The node leaves.
  DRAINING,
  /// The journal does not take writes just now.
  UNAVAILABLE
}
